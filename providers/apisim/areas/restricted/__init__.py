"""The mode Restricted by Partner of a customer."""
