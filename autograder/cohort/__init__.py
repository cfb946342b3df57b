"""A whole class: exports in, a store of what every submission got, and reports out of it."""
