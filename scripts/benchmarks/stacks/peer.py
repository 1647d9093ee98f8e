"""What guides show: RequestValidator and VoiceResponse for each request, an ORM session, SQLite as it comes.

It asks its questions in a fixed order and keeps what it heard: less than the hotline does, in the usual way.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from http import HTTPStatus

from flask import Flask, Response, abort, request
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from twilio.request_validator import RequestValidator
from twilio.twiml.voice_response import Gather, VoiceResponse

QUESTIONS = (
    "您好,金穗公司。请问有什么可以帮您？",
    "请问您的企业全称是什么？",
    "请问您的联系电话是多少？",
    "请问您所属的税务分局是哪一个？",
    "请问读卡器上的红绿灯正常吗？",
    "请问内存情况怎么样？",
    "请问打印机驱动程序正常吗？",
    "请问金税卡当前日期是哪一天？",
)


class Base(DeclarativeBase):
    pass


class Call(Base):
    __tablename__ = "calls"

    sid: Mapped[str] = mapped_column(primary_key=True)
    caller: Mapped[str]
    status: Mapped[str]
    step: Mapped[int]
    started_at: Mapped[datetime]


class Answer(Base):
    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(ForeignKey(Call.sid), index=True)
    question: Mapped[str]
    heard: Mapped[str]
    at: Mapped[datetime]


app = Flask(__name__)
engine = create_engine(f"sqlite:///{os.environ['BENCH_FOLDER']}/peer.db")
Base.metadata.create_all(engine)
sessions = sessionmaker(engine)


@app.post("/voice/<path:_path>")
def voice(_path: str) -> Response:
    validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
    url = os.environ["PUBLIC_BASE_URL"] + request.path
    if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
        abort(HTTPStatus.FORBIDDEN)
    with sessions() as session:
        question = _next_question(session)
        session.commit()
    response = VoiceResponse()
    gather = Gather(input="dtmf speech", action="/voice/next", language="cmn-Hans-CN", speech_timeout="2")
    gather.say(question, voice="Polly.Zhiyu", language="cmn-CN")
    response.append(gather)
    response.redirect("/voice/next")
    return Response(str(response), mimetype="text/xml")


def _next_question(session: Session) -> str:
    now = datetime.now(UTC)
    call = session.get(Call, request.form["CallSid"])
    if call is None:
        call = Call(sid=request.form["CallSid"], caller=request.form["From"], status="ringing", step=0, started_at=now)
        session.add(call)
    else:
        asked = QUESTIONS[call.step % len(QUESTIONS)]
        heard = request.form.get("SpeechResult", "")
        session.add(Answer(call_sid=call.sid, question=asked, heard=heard, at=now))
        call.step += 1
        call.status = request.form["CallStatus"]
    return QUESTIONS[call.step % len(QUESTIONS)]
