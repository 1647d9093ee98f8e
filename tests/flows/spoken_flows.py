"""Flows that several tests of the engine speak."""

from __future__ import annotations

COMPANY = """
  greet: {kind: say, prompt: {zh-CN: "您好,金穗公司", en-US: Hello}, next: company}
  company:
    kind: ask
    slot: company
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    reprompts:
      - {zh-CN: 请再说一遍企业全称。, en-US: The company name again please.}
      - {zh-CN: 请慢一点说企业全称。, en-US: The company name slowly please.}
    keys: {"5": without_name}
    "on": {refuse: without_name}
    give_up: without_name
    next: thanks
  thanks: {kind: end, outcome: noted, prompt: {zh-CN: "{company}记下了。", en-US: "{company}, noted."}}
  without_name: {kind: end, outcome: nameless, prompt: {zh-CN: 没关系。, en-US: Never mind.}}
"""

QUESTION = "请问企业全称？"
AGAIN = "请再说一遍企业全称。"
SLOWLY = "请慢一点说企业全称。"

TWO_QUESTIONS = """
  company:
    kind: ask
    slot: company
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    reprompts: [{zh-CN: 请再说企业全称。, en-US: Again}, {zh-CN: 请慢慢说企业全称。, en-US: Slowly}]
    give_up: phone
    next: phone
  phone:
    kind: ask
    slot: phone
    into: contact_phone
    prompt: {zh-CN: 请问电话？, en-US: "Which number?"}
    reprompts: [{zh-CN: 请再说电话。, en-US: Again}, {zh-CN: 请慢慢说电话。, en-US: Slowly}]
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
"""

PURPOSE = """
  purpose:
    kind: ask
    slot: purpose
    tries: 1
    prompt: {zh-CN: 请问有什么可以帮您？, en-US: "How may I help you?"}
    give_up: other
    next: {fault: company, else: other}
  company:
    kind: ask
    slot: company
    tries: 1
    prompt: {zh-CN: 请问企业全称？, en-US: "Which company?"}
    give_up: phone
    next: phone
  phone:
    kind: ask
    slot: phone
    tries: 1
    skip_if_known: true
    prompt: {zh-CN: 请问电话？, en-US: "Which number?"}
    give_up: bye
    next: bye
  bye: {kind: end, prompt: {zh-CN: 再见。, en-US: Bye.}}
  other: {kind: end, outcome: other, prompt: {zh-CN: 请稍后再打。, en-US: Call later.}}
"""

DEED = """
  hello: {kind: say, prompt: {zh-CN: 您好。, en-US: Hello.}, next: look_up}
  look_up: {kind: do, verb: look_up, given: {by: number}, outcomes: {found: tell, missing: sorry}}
  tell: {kind: end, prompt: {zh-CN: "工单{ticket},{name}。", en-US: "Ticket {ticket}, {name}."}}
  sorry: {kind: end, prompt: {zh-CN: "没有查到{ticket}。", en-US: "Nothing found{ticket}."}}
"""
