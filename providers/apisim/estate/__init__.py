"""Estates of any size: partners, customers and users that every rule of the simulator has accepted.

`python -m apisim.estate --customers 1250 --users 20000 --seed 7 --out estate.json` writes one that the
simulator's option `--estate` reads.
"""
