------------------------------ MODULE Handover ------------------------------
(***************************************************************************)
(* A stage is stepped by its own thread or by a carrier, one at a time, as *)
(* in StageThread: every read and every write of a shared field is a       *)
(* separate step. An arrival adds work and then wakes the stage; no work   *)
(* may be left while all threads rest.                                     *)
(*                                                                         *)
(* Each constant that begins with Mutant removes one rule.                 *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS
    Arrival, Carrier,
    MaxSteps,                  \* of a carrier
    MutantNoSecondLook,        \* the holder releases the stage without checking for new work
    MutantPromiseKeptTooLong,  \* a carrier revokes its promise only after it has looked for work
    MutantDeadlineNotCompared, \* a carrier does not compare its deadline with the thread's rest
    MutantLeftWithoutCall      \* a carrier leaves work to the thread without waking it

VARIABLES
    work,      \* the amount of waiting work
    hold, promised, permit,
    wants,     \* the stage must be stepped later, without an arrival
    deadline,  \* `wants', as its holder has published it
    rests,     \* the thread rests at most until that deadline
    carried,   \* the number of looks that carriers accepted but have not begun
    arriving,  \* the next step of each arrival
    carrying, steps,
    thread

vars == <<work, hold, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps, thread>>

Init ==
    /\ work = 0
    /\ hold = "called"
    /\ promised = FALSE
    /\ permit = FALSE
    /\ wants = FALSE
    /\ deadline = FALSE
    /\ rests = FALSE
    /\ carried = 0
    /\ arriving = [a \in Arrival |-> "put"]
    /\ carrying = [c \in Carrier |-> "idle"]
    /\ steps = [c \in Carrier |-> 0]
    /\ thread = "look"

\* Makes the holder look again, or the thread if no thread holds the stage.
Call ==
    /\ hold' = CASE hold = "free" -> "called" [] hold = "held" -> "again" [] OTHER -> hold
    /\ permit' = (permit \/ hold = "free")

ArriveTo(a, place) == arriving' = [arriving EXCEPT ![a] = place]
Put(a) ==
    /\ arriving[a] = "put"
    /\ work' = work + 1
    /\ ArriveTo(a, "promised?")
    /\ UNCHANGED <<hold, promised, permit, wants, deadline, rests, carried, carrying, steps, thread>>
AskPromise(a) ==
    /\ arriving[a] = "promised?"
    /\ ArriveTo(a, IF promised THEN "done" ELSE "free?")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, rests, carried, carrying, steps, thread>>
AskFree(a) ==
    /\ arriving[a] = "free?"
    /\ ArriveTo(a, IF hold = "free" THEN "promise" ELSE "call")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, rests, carried, carrying, steps, thread>>
Promise(a) ==
    /\ arriving[a] = "promise"
    /\ promised' = TRUE
    /\ ArriveTo(a, IF promised THEN "call" ELSE "carry")
    /\ UNCHANGED <<work, hold, permit, wants, deadline, rests, carried, carrying, steps, thread>>
Carry(a) ==
    /\ arriving[a] = "carry"
    /\ \/ /\ carried' = carried + 1
          /\ ArriveTo(a, "done")
          /\ UNCHANGED promised
       \/ /\ promised' = FALSE \* the carrier has refused
          /\ ArriveTo(a, "call")
          /\ UNCHANGED carried
    /\ UNCHANGED <<work, hold, permit, wants, deadline, rests, carrying, steps, thread>>
CallOfArrival(a) ==
    /\ arriving[a] = "call"
    /\ Call
    /\ ArriveTo(a, "done")
    /\ UNCHANGED <<work, promised, wants, deadline, rests, carried, carrying, steps, thread>>

CarryTo(c, place) == carrying' = [carrying EXCEPT ![c] = place]
Begin(c) ==
    /\ carrying[c] = "idle"
    /\ carried > 0
    /\ carried' = carried - 1
    /\ promised' = (promised /\ MutantPromiseKeptTooLong)
    /\ steps' = [steps EXCEPT ![c] = 0]
    /\ CarryTo(c, "look")
    /\ UNCHANGED <<work, hold, permit, wants, deadline, rests, arriving, thread>>
Look(c) ==
    /\ carrying[c] = "look"
    /\ CarryTo(c, CASE hold = "free" -> "take free" [] hold = "called" -> "take called" [] OTHER -> "call")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, rests, carried, arriving, steps, thread>>
Take(c) == \E seen \in {"free", "called"} :
    /\ carrying[c] = (IF seen = "free" THEN "take free" ELSE "take called")
    /\ hold' = (IF hold = seen THEN "held" ELSE hold)
    /\ CarryTo(c, IF hold = seen THEN "step" ELSE "call")
    /\ UNCHANGED <<work, promised, permit, wants, deadline, rests, carried, arriving, steps, thread>>
CallOfCarrier(c) ==
    /\ carrying[c] = "call"
    /\ Call
    /\ promised' = (promised /\ ~MutantPromiseKeptTooLong)
    /\ CarryTo(c, "idle")
    /\ UNCHANGED <<work, wants, deadline, rests, carried, arriving, steps, thread>>
StepOfCarrier(c) ==
    /\ carrying[c] = "step"
    /\ IF steps[c] = MaxSteps
       THEN CarryTo(c, "leave") /\ UNCHANGED <<work, wants, steps>>
       ELSE IF work > 0
       THEN /\ work' = work - 1
            /\ wants' \in BOOLEAN
            /\ steps' = [steps EXCEPT ![c] = @ + 1]
            /\ UNCHANGED carrying
       ELSE CarryTo(c, "publish") /\ UNCHANGED <<work, wants, steps>>
    /\ UNCHANGED <<hold, promised, permit, deadline, rests, carried, arriving, thread>>
Leave(c) ==
    /\ carrying[c] = "leave"
    /\ hold' = (IF MutantLeftWithoutCall THEN "free" ELSE "called")
    /\ permit' = (permit \/ ~MutantLeftWithoutCall)
    /\ promised' = (promised /\ ~MutantPromiseKeptTooLong)
    /\ CarryTo(c, "idle")
    /\ UNCHANGED <<work, wants, deadline, rests, carried, arriving, steps, thread>>
PublishOfCarrier(c) ==
    /\ carrying[c] = "publish"
    /\ deadline' = wants
    /\ CarryTo(c, "release")
    /\ UNCHANGED <<work, hold, promised, permit, wants, rests, carried, arriving, steps, thread>>
ReleaseOfCarrier(c) ==
    /\ carrying[c] = "release"
    /\ IF hold = "held" \/ MutantNoSecondLook
       THEN hold' = "free" /\ CarryTo(c, "compare")
       ELSE UNCHANGED hold /\ CarryTo(c, "again")
    /\ UNCHANGED <<work, promised, permit, wants, deadline, rests, carried, arriving, steps, thread>>
AgainOfCarrier(c) ==
    /\ carrying[c] = "again"
    /\ hold' = "held"
    /\ CarryTo(c, "step")
    /\ UNCHANGED <<work, promised, permit, wants, deadline, rests, carried, arriving, steps, thread>>
Compare(c) ==
    /\ carrying[c] = "compare"
    /\ permit' = (permit \/ (deadline /\ ~rests /\ ~MutantDeadlineNotCompared))
    /\ promised' = (promised /\ ~MutantPromiseKeptTooLong)
    /\ CarryTo(c, "idle")
    /\ UNCHANGED <<work, hold, wants, deadline, rests, carried, arriving, steps, thread>>

ThreadTo(place) == thread' = place
LookOfThread ==
    /\ thread = "look"
    /\ ThreadTo(CASE hold = "free" -> "take free" [] hold = "called" -> "take called" [] OTHER -> "give way")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps>>
TakeOfThread == \E seen \in {"free", "called"} :
    /\ thread = (IF seen = "free" THEN "take free" ELSE "take called")
    /\ hold' = (IF hold = seen THEN "held" ELSE hold)
    /\ ThreadTo(IF hold = seen THEN "step" ELSE "give way")
    /\ UNCHANGED <<work, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps>>
GiveWay ==
    /\ thread = "give way"
    /\ rests' = FALSE
    /\ ThreadTo("held?")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, carried, arriving, carrying, steps>>
AskHeld ==
    /\ thread = "held?"
    /\ ThreadTo(IF hold \in {"held", "again"} THEN "parked" ELSE "look")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps>>
StepOfThread ==
    /\ thread = "step"
    /\ IF work > 0
       THEN work' = work - 1 /\ wants' \in BOOLEAN /\ UNCHANGED thread
       ELSE \/ ThreadTo("publish") /\ UNCHANGED <<work, wants>>
            \/ wants /\ wants' = FALSE /\ UNCHANGED <<work, thread>> \* its deadline has come
    /\ UNCHANGED <<hold, promised, permit, deadline, rests, carried, arriving, carrying, steps>>
PublishOfThread ==
    /\ thread = "publish"
    /\ deadline' = wants
    /\ ThreadTo("release")
    /\ UNCHANGED <<work, hold, promised, permit, wants, rests, carried, arriving, carrying, steps>>
ReleaseOfThread ==
    /\ thread = "release"
    /\ IF hold = "held" \/ MutantNoSecondLook
       THEN hold' = "free" /\ ThreadTo("rest")
       ELSE UNCHANGED hold /\ ThreadTo("again")
    /\ UNCHANGED <<work, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps>>
AgainOfThread ==
    /\ thread = "again"
    /\ hold' = "held"
    /\ ThreadTo("step")
    /\ UNCHANGED <<work, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps>>
Rest ==
    /\ thread = "rest"
    /\ rests' = deadline
    /\ ThreadTo("compare")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, carried, arriving, carrying, steps>>
CompareOfThread ==
    /\ thread = "compare"
    /\ ThreadTo(IF deadline /\ ~rests THEN "look" ELSE "parked")
    /\ UNCHANGED <<work, hold, promised, permit, wants, deadline, rests, carried, arriving, carrying, steps>>
Wake ==
    /\ thread = "parked"
    /\ permit \/ rests \* or the time has come
    /\ permit' = FALSE
    /\ ThreadTo("look")
    /\ UNCHANGED <<work, hold, promised, wants, deadline, rests, carried, arriving, carrying, steps>>

Next ==
    \/ \E a \in Arrival : Put(a) \/ AskPromise(a) \/ AskFree(a) \/ Promise(a) \/ Carry(a) \/ CallOfArrival(a)
    \/ \E c \in Carrier : Begin(c) \/ Look(c) \/ Take(c) \/ CallOfCarrier(c) \/ StepOfCarrier(c) \/ Leave(c)
                          \/ PublishOfCarrier(c) \/ ReleaseOfCarrier(c) \/ AgainOfCarrier(c) \/ Compare(c)
    \/ LookOfThread \/ TakeOfThread \/ GiveWay \/ AskHeld \/ StepOfThread \/ PublishOfThread
    \/ ReleaseOfThread \/ AgainOfThread \/ Rest \/ CompareOfThread \/ Wake

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------

Quiet ==
    /\ \A a \in Arrival : arriving[a] \in {"done", "put"}
    /\ \A c \in Carrier : carrying[c] = "idle"
    /\ carried = 0
    /\ thread = "parked" /\ ~permit

NothingIsLeftLying == Quiet => work = 0
DeadlinesAreKept == Quiet /\ wants => rests
OneHolder ==
    LET holding == {"step", "publish", "release", "again", "leave"}
        carriers == {c \in Carrier : carrying[c] \in holding}
    IN /\ \A c, d \in carriers : c = d
       /\ thread \in holding => carriers = {}

=============================================================================
