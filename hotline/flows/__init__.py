"""Conversations as data: reads `ivr_flows/`, refuses what cannot work, and runs to the next wait.

Pure: no clock, no database, no framework. Whoever runs a flow brings the ears (what words mean) and does the
`do` nodes (what the house does); the engine only decides what is said next.

definition   the shape of a flow file
loader       files -> `Flows`, with file and line for whatever is wrong (plain_yaml reads them)
checks       what an author may not do, each with file, node and field: of nodes, wording and ways
vocabulary   what the house can hear and do, as the checks are told
state        one conversation between two turns, as JSON
steps        what passes between the engine and whoever runs it
engine       start / advance / resume -> Step (a talk in the making, and its present question)
graph        a flow as Mermaid or SVG
play         a conversation in the terminal
transcript   a conversation as a file
"""
