"""The way from a first start to a printed transcript, walked in the real program by real keys, and looked at."""
