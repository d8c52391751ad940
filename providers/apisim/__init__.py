"""A simulator of the Webex Wholesale API and its neighbours, built from the published facts."""
