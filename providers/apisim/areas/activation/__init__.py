"""Jobs that send activation mails to all users of an organization who have not signed in."""
