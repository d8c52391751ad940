"""The rules, one file per family: what is wrong as constants, and the checks that look for it."""
