# Wants: an import that never ends.
# Safe: importing is limited, too; definitions are read without the rest.
# Earns: 0
while True:
    pass
