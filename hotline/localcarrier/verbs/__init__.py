"""Verbs: what each verb of a document does; `table` lists them."""
