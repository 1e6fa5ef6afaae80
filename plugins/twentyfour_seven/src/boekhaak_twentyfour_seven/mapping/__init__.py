"""The vendor's rows, and what they are in bookkeeping: one module a subject, rows.py for what they share. Pure."""
