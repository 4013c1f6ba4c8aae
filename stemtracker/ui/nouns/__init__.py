"""Forms and lists for whatever is one class of the record: memberships, contacts, roles, contributions, goals.

`plans` says of each class what is asked and in which words; `fields` makes editors of it, `card` the form, `section`
the list with the form beside it. Neighbors: `pages.networks`, `pages.leadership` put them together.
"""
