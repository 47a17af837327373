"""The examples of dcb.events, each decided on our recorder: also when two decide on the same reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from infrastructure.postgres.recorder import PostgresRecorder
from tests.store.decision_model import Api, Event, Projection, Refused, State

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MOST_COURSES = 5


@pytest.fixture
def api(recorder: PostgresRecorder) -> Api:
    return Api(recorder, NOW)


def refuse(broken: bool, why: str) -> None:
    if broken:
        raise Refused(why)


# Course subscriptions: a course has a capacity, a student a number of courses, and one event concerns both.


def course_defined(course: str, capacity: int) -> Event:
    return Event("CourseDefined", (f"course:{course}",), {"capacity": capacity})


def subscribed(student: str, course: str) -> Event:
    return Event("StudentSubscribedToCourse", (f"student:{student}", f"course:{course}"), {})


def subscription(student: str, course: str) -> tuple[dict[str, Projection], Callable[[State], Event]]:
    def one_more(count: int, _: Event) -> int:
        return count + 1

    model = {
        "exists": Projection(False, {"CourseDefined": lambda _, event: True}, (f"course:{course}",)),
        "capacity": Projection(
            0,
            {
                "CourseDefined": lambda _, event: event.facts["capacity"],
                "CourseCapacityChanged": lambda _, event: event.facts["capacity"],
            },
            (f"course:{course}",),
        ),
        "in_course": Projection(0, {"StudentSubscribedToCourse": one_more}, (f"course:{course}",)),
        "of_student": Projection(0, {"StudentSubscribedToCourse": one_more}, (f"student:{student}",)),
        "already": Projection(
            False, {"StudentSubscribedToCourse": lambda _, event: True}, (f"student:{student}", f"course:{course}")
        ),
    }

    def decide(state: State) -> Event:
        refuse(not state["exists"], "no such course")
        refuse(state["in_course"] >= state["capacity"], "fully booked")
        refuse(state["already"], "subscribed already")
        refuse(state["of_student"] >= MOST_COURSES, "too many courses")
        return subscribed(student, course)

    return model, decide


def test_course_subscriptions_keep_to_the_course_and_to_the_student(api: Api) -> None:
    with pytest.raises(Refused, match="no such course"):
        api.decide(*subscription("s1", "c0"))
    api.record(course_defined("c1", 2), subscribed("s1", "c1"))
    with pytest.raises(Refused, match="subscribed already"):
        api.decide(*subscription("s1", "c1"))
    api.decide(*subscription("s2", "c1"))
    with pytest.raises(Refused, match="fully booked"):
        api.decide(*subscription("s3", "c1"))
    api.record(Event("CourseCapacityChanged", ("course:c1",), {"capacity": 3}))
    api.decide(*subscription("s3", "c1"))
    api.record(*(event for n in range(MOST_COURSES) for event in (course_defined(f"d{n}", 9), subscribed("s9", f"d{n}"))))
    api.record(course_defined("c2", 9))
    with pytest.raises(Refused, match="too many courses"):
        api.decide(*subscription("s9", "c2"))


def test_of_two_students_who_see_the_last_place_one_gets_it(api: Api) -> None:
    api.record(course_defined("c1", 1))
    model, decide = subscription("s1", "c1")
    _, decide_otherwise = subscription("s2", "c1")
    everything = {**model, "of_other": Projection(0, {"StudentSubscribedToCourse": lambda n, _: n + 1}, ("student:s2",))}
    assert len(api.decide_at_once(everything, decide, decide_otherwise)) == 1


def test_subscriptions_to_other_courses_by_other_students_are_in_nobodys_way(api: Api) -> None:
    api.record(course_defined("c1", 1), course_defined("c2", 1))
    model, decide = subscription("s1", "c1")

    def while_another_is_taken(state: State) -> Event:
        api.decide(*subscription("s2", "c2"))
        return decide(state)

    assert api.decide(model, while_another_is_taken) == subscribed("s1", "c1")


# Unique username: claimed once, and free again some days after its account was closed.

RETENTION = timedelta(days=3)


def registration(name: str, now: datetime) -> tuple[dict[str, Projection], Callable[[State], Event]]:
    is_claimed = Projection(
        (False, None),
        {
            "AccountRegistered": lambda _, event: (True, None),
            "AccountClosed": lambda _, event: (True, event.facts["at"]),
            "UsernameChanged": lambda _, event: (event.facts["new"] == name, event.facts["at"]),
        },
        (f"username:{name}",),
    )

    def decide(state: State) -> Event:
        claimed, given_up_at = state["claimed"]
        is_free = not claimed or (given_up_at is not None and now - given_up_at > RETENTION)
        refuse(not is_free, "claimed")
        return Event("AccountRegistered", (f"username:{name}",), {"username": name})

    return {"claimed": is_claimed}, decide


def test_a_username_is_claimed_once_and_free_when_it_was_given_up_long_enough_ago(api: Api) -> None:
    api.decide(*registration("u1", api.now))
    with pytest.raises(Refused, match="claimed"):
        api.decide(*registration("u1", api.now))
    api.record(Event("AccountClosed", ("username:u1",), {"username": "u1"}))
    with pytest.raises(Refused, match="claimed"):
        api.decide(*registration("u1", api.now + timedelta(days=3)))
    assert api.decide(*registration("u1", api.now + timedelta(days=3, seconds=1))).type == "AccountRegistered"


def test_of_many_who_claim_a_username_at_once_one_has_it(api: Api) -> None:
    model, decide = registration("u1", api.now)
    assert len(api.decide_at_once(model, *[decide] * 8)) == 1


# Invoice number: without gaps and without repeats.

INVOICES = {"next": Projection(1, {"InvoiceCreated": lambda _, event: event.facts["number"] + 1})}


def invoice(state: State) -> Event:
    return Event("InvoiceCreated", (f"invoice:{state['next']}",), {"number": state["next"]})


def test_invoices_are_numbered_without_gaps_and_repeats_however_many_make_them(api: Api) -> None:
    created: list[int] = []
    for _ in range(5):
        created += [event.facts["number"] for event in api.decide_at_once(INVOICES, *[invoice] * 6)]
    created.append(api.decide(INVOICES, invoice).facts["number"])
    assert created == list(range(1, 7))


# Opt-in token: a sign-up is confirmed by a one-time password, once, and within an hour, and needs no table of tokens.

VALID = timedelta(minutes=60)


def confirmation(email: str, otp: str, now: datetime) -> tuple[dict[str, Projection], Callable[[State], Event]]:
    pending = Projection(
        None,
        {
            "SignUpInitiated": lambda _, event: {**event.facts, "used": False},
            "SignUpConfirmed": lambda found, event: found and {**found, "used": True},
        },
        (f"email:{email}", f"otp:{otp}"),
    )

    def decide(state: State) -> Event:
        found = state["pending"]
        refuse(found is None, "no such token")
        refuse(found["used"], "used already")
        refuse(now - found["at"] > VALID, "expired")
        return Event("SignUpConfirmed", (f"email:{email}", f"otp:{otp}"), {"name": found["name"]})

    return {"pending": pending}, decide


def test_an_opt_in_token_counts_once_for_its_address_and_for_an_hour(api: Api) -> None:
    api.record(Event("SignUpInitiated", ("email:jo@example.org", "otp:444444"), {"name": "Jo"}))
    for email, otp in (("jo@example.org", "000000"), ("an@example.org", "444444")):
        with pytest.raises(Refused, match="no such token"):
            api.decide(*confirmation(email, otp, api.now))
    with pytest.raises(Refused, match="expired"):
        api.decide(*confirmation("jo@example.org", "444444", api.now + timedelta(minutes=61)))
    model, decide = confirmation("jo@example.org", "444444", api.now + timedelta(minutes=60))
    assert len(api.decide_at_once(model, decide, decide, decide)) == 1
    with pytest.raises(Refused, match="used already"):
        api.decide(model, decide)


# Dynamic product price: the price that was shown counts if it is the present one, or was until some minutes ago.

GRACE = timedelta(minutes=10)


def prices(product: str, now: datetime) -> Projection:
    def changed(known: dict[str, object], event: Event) -> dict[str, object]:
        """`valid`: prices that may still be shown somewhere."""
        was_shown = known["valid"] if now - event.facts["at"] <= GRACE else frozenset()
        assert isinstance(was_shown, frozenset)
        return {"valid": was_shown | {event.facts["price"]}}

    on = {"ProductDefined": changed, "ProductPriceChanged": changed}
    return Projection({"valid": frozenset()}, on, (f"product:{product}",))


def purchase(shown: dict[str, int], now: datetime) -> tuple[dict[str, Projection], Callable[[State], Event]]:
    def decide(state: State) -> Event:
        for product, price in shown.items():
            refuse(price not in state[product]["valid"], f"invalid price for {product}")
        return Event("ProductsOrdered", tuple(f"product:{product}" for product in shown), {"prices": shown})

    return {product: prices(product, now) for product in shown}, decide


def priced(kind: str, product: str, price: int) -> Event:
    return Event(kind, (f"product:{product}",), {"price": price})


def test_a_price_that_was_shown_counts_for_ten_minutes_after_it_changed(recorder: PostgresRecorder) -> None:
    Api(recorder, NOW - timedelta(days=1)).record(priced("ProductDefined", "p1", 100), priced("ProductDefined", "p2", 200))
    Api(recorder, NOW).record(priced("ProductPriceChanged", "p1", 110))
    soon, later = Api(recorder, NOW + timedelta(minutes=10)), Api(recorder, NOW + timedelta(minutes=11))
    for shown in ({"p1": 100, "p2": 200}, {"p1": 110, "p2": 200}):
        assert soon.decide(*purchase(shown, soon.now)).facts["prices"] == shown
    for shown, product in (({"p1": 100, "p2": 200}, "p1"), ({"p1": 110, "p2": 100}, "p2"), ({"p3": 1}, "p3")):
        with pytest.raises(Refused, match=f"invalid price for {product}"):
            later.decide(*purchase(shown, later.now))


# Prevent record duplication: a token that the caller makes, and which is used once.


def order(token: str, number: int) -> tuple[dict[str, Projection], Callable[[State], Event]]:
    def decide(state: State) -> Event:
        refuse(state["used"], "submitted already")
        return Event("OrderPlaced", (f"order:{number}", f"idempotency:{token}"), {})

    return {"used": Projection(False, {"OrderPlaced": lambda _, event: True}, (f"idempotency:{token}",))}, decide


def test_a_form_that_is_sent_twice_places_one_order(api: Api) -> None:
    model, decide = order("11111", 1)
    _, again = order("11111", 2)
    assert len(api.decide_at_once(model, decide, again)) == 1
    with pytest.raises(Refused, match="submitted already"):
        api.decide(*order("11111", 3))
    assert api.decide(*order("22222", 4)).type == "OrderPlaced"


# Event-sourced aggregate: a boundary that is one object's tag.


def test_an_aggregate_is_a_boundary_of_one_tag(api: Api) -> None:
    api.record(course_defined("c1", 10), course_defined("c2", 10))

    def capacity(course: str) -> dict[str, Projection]:
        on = {name: lambda _, event: event.facts["capacity"] for name in ("CourseDefined", "CourseCapacityChanged")}
        return {"capacity": Projection(0, on, (f"course:{course}",))}

    def change(course: str, to: int) -> Callable[[State], Event]:
        def decide(state: State) -> Event:
            refuse(state["capacity"] == to, "has this capacity already")
            return Event("CourseCapacityChanged", (f"course:{course}",), {"capacity": to})

        return decide

    assert len(api.decide_at_once(capacity("c1"), change("c1", 12), change("c1", 13))) == 1
    assert api.decide(capacity("c2"), change("c2", 12)).facts["capacity"] == 12
    with pytest.raises(Refused, match="has this capacity already"):
        api.decide(capacity("c2"), change("c2", 12))
