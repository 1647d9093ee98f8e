"""The carrier itself: connects a line with the application behind a number."""

from __future__ import annotations

from functools import partial
from threading import Thread

from hotline.localcarrier.calls.call import Call, Order, Status
from hotline.localcarrier.calls.execution import Execution, put_through, receive
from hotline.localcarrier.calls.outgoing import Wish, call_out
from hotline.localcarrier.calls.ringing import Nobody
from hotline.localcarrier.clock import CallTime
from hotline.localcarrier.exchange import Exchange
from hotline.localcarrier.lines.line import Line
from hotline.localcarrier.log import Ring
from hotline.localcarrier.verbs.table import VERBS


class Carrier(Exchange):
    """An exchange that places calls. Calls may run at once, each in the thread that dials it."""

    def dial(self, line: Line, to: str) -> Call:
        """Let the line call a number and live that call to its end, callbacks included. Answers with the ended call.

        Nobody at that number: the call fails at once.
        """
        call = self.new_call(line, to)
        self.carry(call, line)
        return call

    def new_call(self, line: Line, to: str) -> Call:
        """Enter a call from a line; `carry` lives it. (Two steps, so that a caller can know the SID before the end.)"""
        call = Call(
            account_sid=self.network.account_sid,
            from_=line.number,
            to=to,
            direction="inbound",
            time=CallTime(self.clock),
            number=self.numbers.config_of(to),
        )
        self.calls.add(call)
        return call

    def carry(self, call: Call, line: Line) -> None:
        """Live a new call in this thread until it is over.

        An application answers at its own number; other calls go straight to the telephone that is plugged in there.
        """
        execution = Execution(self, call, line, VERBS)
        if call.number.voice_url:
            ring = Ring(at=call.time.now(), call_sid=call.sid, from_=call.from_, to=call.to, direction=call.direction)
            self.log.add(ring)
            execution.live(partial(receive, execution))
        elif call.to in self.telephones.addresses():
            execution.live(partial(put_through, execution))
        else:
            call.status, call.ended_at = Status.FAILED, call.time.now()
            line.ended(call, "您拨打的号码是空号")
            call.over.set()

    def place(self, wish: Wish) -> Call:
        """Let a telephone ring as the application asks; the call lives in a thread of its own."""
        call = Call(
            account_sid=self.network.account_sid,
            from_=wish.from_,
            to=wish.to,
            direction="outbound-api",
            time=CallTime(self.clock),
            number=wish.config,
            time_limit=wish.time_limit,
        )
        self.calls.add(call)
        execution = Execution(self, call, self.telephones.at(wish.to) or Nobody(wish.to), VERBS)
        course = partial(call_out, execution, wish)
        Thread(target=execution.live, args=(course,), name=call.sid, daemon=True).start()
        return call

    def order(self, call: Call, order: Order) -> bool:
        """Turn or end a call under way, at its next step; False where it is over already.

        A call that only seems to be under way is over for everybody from then on.
        """
        if call.is_over:
            seemed, call.lingering = call.lingering, None
            return seemed is not None
        call.orders.append(order)
        call.time.interrupt()
        return True
