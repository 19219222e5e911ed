------------------------------- MODULE Trace -------------------------------
(***************************************************************************)
(* Checks whether a simulated cluster behaved as Steps allows: each line   *)
(* of Lines (a module written from a trace) is one step of a core or a     *)
(* disk. Where a line does not state a detail, such as which rounds are    *)
(* credited, any choice that Steps allows is accepted. The trace is        *)
(* accepted if the invariant Unfinished is violated: its last line was     *)
(* reached.                                                                *)
(***************************************************************************)
EXTENDS Steps, Lines

VARIABLE at

\* The leader's entries that Steps does not model: proposals, check entries and others, of its own term.
Extended(s, last) ==
    IF s.role = "leader" /\ Len(s.log) < last
    THEN [s EXCEPT !.log = @ \o [i \in 1..(last - Len(s.log)) |-> s.term]] ELSE s

Installed(s, index) ==
    [s EXCEPT !.log = SubSeq(committed, 1, index), !.stored = index, !.told = index, !.commit = index]

\* The states after the event, before the actions that may follow in the same step.
Taken(n, s, e, o) ==
    CASE e.k = "got" -> Received(n, s, e.m)
      [] e.k = "persisted" -> {s} \cup (IF IsStored(n, s, o.stored) THEN {[s EXCEPT !.stored = o.stored]} ELSE {})
      [] e.k = "reads" -> {[s EXCEPT !.reads = @ \cup UNION {Asked(s, id).reads : id \in e.ids}]}
      [] e.k = "snapshot" -> {s} \cup (IF Holds(s.log, e.index, e.term) /\ Holds(committed, e.index, e.term)
                                       THEN {[s EXCEPT !.told = Larger(@, e.index)]} ELSE {})
      [] e.k = "installed" -> IF Holds(committed, e.index, e.term) THEN {Installed(s, e.index)} ELSE {}
      [] OTHER -> {s, Follows(s)}

\* The states after the actions that may follow in the same step.
Followed(n, s, o) ==
    LET roles == {s} \cup (IF MayCampaign(s) THEN {Campaigned(n, s)} ELSE {}) \cup (IF MayWin(n, s) THEN {Won(s)} ELSE {})
        logs == {Extended([r EXCEPT !.round = IF r.role = "leader" THEN Larger(@, o.round) ELSE @], o.last) : r \in roles}
        commits == {Committed(n, l, o.commit) :
            l \in {l \in logs : o.commit = l.commit \/ (o.commit > l.commit /\ o.commit <= MayCommit(n, l))}}
    IN {[c EXCEPT !.complete = IF ~o.whole /\ @ = "yes" THEN "no" ELSE IF o.whole /\ MayCount(c) THEN "yes" ELSE @] :
            c \in commits}

Matches(s, o) ==
    /\ s.term = o.term
    /\ s.voted = o.voted
    /\ s.role = o.role
    /\ Last(s.log) = [index |-> o.last, term |-> o.lterm]
    /\ s.stored = o.stored
    /\ o.whole <=> s.complete = "yes"

\* The message that an answer of this step answers: a snapshot that has arrived was offered in an earlier message.
Answering(e, o) ==
    CASE e.k = "got" -> e.m
      [] e.k \in {"snapshot", "installed"} -> [t |-> "offer", from |-> e.from, term |-> o.term, round |-> e.round]
      [] OTHER -> [t |-> "none", from |-> None, term |-> 0, round |-> 0]

\* The reads of one answer: each was confirmed by its own round, or by the leader's answer.
MayRead(n, s, e, r) ==
    /\ r.index <= Len(committed')
    /\ \A id \in r.ids :
        \/ \E read \in s.reads : read.id = id /\ s.role = "leader" /\ Ready(s) /\ IsConfirmed(n, s, read)
        \/ e.k = "got" /\ e.m.t = "readable" /\ e.m.index = r.index /\ \E read \in s.reads : read.id = id
Missed(s, r) == \E id \in r.ids : \E read \in s.reads : read.id = id /\ r.index < read.floor
\* The reads of callers and of other nodes; a read that arrived twice is answered twice.
IsAnswered(l, s, read) ==
    \/ read.id \in UNION {r.ids : r \in l.reads}
    \/ /\ read.id \in {m.id : m \in {x \in l.says : x.t = "readable"}}
       /\ IsConfirmed(l.n, s, read)

\* An offer comes with the snapshot, not as a message: from the leader of its term, or a former one.
IsSent(m) == IF m.t = "offer" THEN m.term <= node[m.from].term ELSE m \in sent

Core(l) == \E b \in Taken(l.n, node[l.n], l.e, l.s) : \E s \in Followed(l.n, b, l.s) :
    /\ l.e.k = "got" => IsSent(l.e.m)
    /\ Matches(s, l.s)
    /\ committed' = IF s.commit > Len(committed) THEN SubSeq(s.log, 1, s.commit) ELSE committed
    /\ \A m \in l.says : Says(l.n, s, m, Answering(l.e, l.s))
    /\ \A r \in l.reads : MayRead(l.n, s, l.e, r)
    /\ stale' = (stale \/ \E r \in l.reads : Missed(s, r))
    /\ node' = [node EXCEPT ![l.n] = [s EXCEPT !.reads = {r \in @ : ~IsAnswered(l, s, r)}]]
    /\ held' = held \cup l.says
    /\ sent' = sent \ l.over
    /\ UNCHANGED <<disk, restarts>>

Disk(l) ==
    LET d == disk[l.n] IN
    /\ disk' = [disk EXCEPT ![l.n] =
        CASE l.k = "hard" -> [d EXCEPT !.term = l.term, !.voted = l.voted]
          [] l.k = "appended" -> [d EXCEPT !.log = @ \o l.terms, !.written = Len(d.log) + Len(l.terms)]
          [] l.k = "truncating" -> [d EXCEPT !.written = Smaller(@, l.last), !.synced = Smaller(@, l.last)]
          [] l.k = "truncated" -> [d EXCEPT !.log = SubSeq(@, 1, Smaller(Len(@), l.last))]
          [] l.k = "synced" -> [d EXCEPT !.synced = d.written]
          [] l.k = "reset" -> [d EXCEPT !.log = SubSeq(committed, 1, l.last), !.written = l.last, !.synced = l.last]]
    /\ l.k = "appended" => l.first = Len(d.log) + 1
    /\ l.k = "reset" => l.last <= Len(committed)
    /\ UNCHANGED <<node, held, sent, committed, stale, restarts>>

\* A process starts from its disk. If that may lack acknowledged entries, the node does not count.
Start(l) ==
    LET d == disk[l.n]
        log == SubSeq(committed, 1, l.base) \o l.terms
        asBefore == /\ Common(log, d.log) >= Level(l.n)
                    /\ l.term >= d.term
                    /\ l.term = d.term => l.voted = d.voted \/ d.voted = None
    IN
    /\ l.base <= Len(committed)
    /\ l.complete = "yes" => asBefore
    /\ IsPrefix(log, d.log) \/ IsPrefix(log, node[l.n].log)
    /\ node' = [node EXCEPT ![l.n] = [Fresh EXCEPT
            !.term = l.term, !.voted = l.voted, !.log = log, !.stored = Len(log),
            !.told = l.commit, !.commit = l.commit, !.complete = l.complete]]
    /\ disk' = [disk EXCEPT ![l.n] = [term |-> l.term, voted |-> l.voted, log |-> log, written |-> Len(log),
                                       synced |-> Smaller(d.synced, Common(log, d.log))]]
    /\ held' = {m \in held : m.from /= l.n}
    /\ UNCHANGED <<sent, committed, stale, restarts>>

Sent(l) ==
    /\ l.m \in held \cup sent
    /\ IsShown(l.m)
    /\ sent' = IF l.lost THEN sent ELSE sent \cup {l.m}
    /\ held' = IF l.last THEN held \ {l.m} ELSE held \* a message that was handed out twice is sent twice
    /\ UNCHANGED <<node, disk, committed, stale, restarts>>

TraceInit == Init /\ at = 1
TraceNext ==
    /\ at <= Len(Line)
    /\ at' = at + 1
    /\ LET l == Line[at] IN
       CASE l.k = "core" -> Core(l)
         [] l.k = "start" -> Start(l)
         [] l.k = "sent" -> Sent(l)
         [] OTHER -> Disk(l)

TraceSpec == TraceInit /\ [][TraceNext]_<<vars, at>>

Unfinished == at <= Len(Line)

=============================================================================
