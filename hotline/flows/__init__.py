"""Conversations as data: reads `ivr_flows/`, refuses what cannot work, and runs to the next wait.

Pure: no clock, no database, no framework. Whoever runs a flow brings the ears (what words mean) and does the
`do` nodes (what the house does); the engine only decides what is said next.

definition   the shape of a flow file
loader       files -> `Flows`, with file and line for whatever is wrong
checks       what an author may not do, each with file, node and field
state        one conversation between two turns, as JSON
engine       start / advance / resume -> Step
graph        a flow as Mermaid or SVG
"""
