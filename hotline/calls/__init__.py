"""A call from its first ring to its outcome: turns, what they do, how it ended.

turns      the conductor: one webhook in, one answer out, one transaction
call_log   the few statements of the hot path
verbs      what a flow's `do` nodes do in the other contexts
progress   status events of the carrier, in whatever order they come
outcomes   no call without an outcome, no open matter without a call back
queries    a call's record as the API and the consoles show it
"""
