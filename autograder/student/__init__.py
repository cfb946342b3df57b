"""What a student runs before handing in: a check without answers, its page, its kit."""
