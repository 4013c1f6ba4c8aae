"""Pictures of every page and form, to be looked at: light and dark, at 100 % and 150 %, roomy and small."""
