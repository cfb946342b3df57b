# Wants: a file outside the submission, written while its archive is unpacked.
# Safe: members are read one by one, into memory; a path that climbs is left out.
# Setup: climbing_zip
# Earns: 0
