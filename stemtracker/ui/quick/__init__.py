"""One line over any page (Ctrl+K): what is typed becomes the draft of an activity, or is found in the record.

`door` opens it from the menu, `bar` is the panel, `answer` what it shows. Neighbor: `services.finding` reads the line.
"""
