------------------------------- MODULE Steps -------------------------------
(***************************************************************************)
(* The protocol in the steps of the core: one event at one node. It is as  *)
(* fine-grained as the code, so that traces of simulated clusters are      *)
(* compared with it step by step (Trace.tla). It defines what a node may   *)
(* do, not when: any message may be ignored, and any node may campaign.    *)
(*                                                                         *)
(* A core hands out a message; it is sent once the state that it shows is  *)
(* stored. It may arrive at any later time, any number of times, or never. *)
(* Voters are fixed. Entries before a snapshot are still in `log' here.    *)
(*                                                                         *)
(* Each constant that begins with Mutant removes one rule.                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Node, None,
    SyncFirst,                 \* DiskFirst: an entry counts once it is synced; else once it is written
    MaxTerm, MaxLog, MaxRound, MaxMessages, MaxRestarts,
    MutantUnstored,            \* a message is sent before the state that it shows is stored
    MutantVotesTwice           \* a vote does not bind

VARIABLES
    node,      \* the state of each core
    disk,      \* the contents of each disk; of the log, what survives a crash, and what survives a power loss
    held,      \* messages that cores have handed out
    sent,      \* messages on the network
    committed, \* the longest log that was ever committed anywhere
    stale,     \* a read missed a write that was committed before it began
    restarts

vars == <<node, disk, held, sent, committed, stale, restarts>>

Symmetry == Permutations(Node)
IsMajority(q) == 2 * Cardinality(q) > Cardinality(Node)
Zero == [n \in Node |-> 0]
Smaller(a, b) == IF a < b THEN a ELSE b
Larger(a, b) == IF a > b THEN a ELSE b
IsPrefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a
TermAt(l, i) == IF i = 0 THEN 0 ELSE l[i]
Last(l) == [index |-> Len(l), term |-> TermAt(l, Len(l))]
UpToDate(a, b) == a.term > b.term \/ (a.term = b.term /\ a.index >= b.index)
\* The last index up to which two logs are equal.
Common(a, b) ==
    IF IsPrefix(a, b) THEN Len(a) ELSE IF IsPrefix(b, a) THEN Len(b)
    ELSE (CHOOSE i \in 1..Len(a) : a[i] /= b[i] /\ SubSeq(a, 1, i - 1) = SubSeq(b, 1, i - 1)) - 1

\* The indexes are as in the core: `told' is the index that may be committed once it is stored, `heard' the commit
\* indexes that a leader of this term has sent. A leader knows the rounds that each member echoed, its match index, and
\* the index that a member has shown but that does not count.
Fresh == [term |-> 0, voted |-> None, role |-> "follower", votes |-> {}, log |-> <<>>, stored |-> 0,
          told |-> 0, heard |-> {}, commit |-> 0, complete |-> "blank",
          round |-> 0, acked |-> Zero, match |-> Zero, shown |-> Zero, reads |-> {}]

Init ==
    /\ node = [n \in Node |-> Fresh]
    /\ disk = [n \in Node |-> [term |-> 0, voted |-> None, log |-> <<>>, written |-> 0, synced |-> 0]]
    /\ held = {}
    /\ sent = {}
    /\ committed = <<>>
    /\ stale = FALSE
    /\ restarts = 0

----------------------------------------------------------------------------
\* The transitions of one core.

Follows(s) == [s EXCEPT !.role = "follower", !.votes = {}, !.round = 0,
                        !.acked = Zero, !.match = Zero, !.shown = Zero, !.reads = {}]
Learned(s, t) == IF t > s.term THEN [Follows(s) EXCEPT !.term = t, !.voted = None, !.heard = {}] ELSE s

\* A node that may lack acknowledged entries neither votes nor campaigns; one that never held any may help to found.
MayHelp(s, last) == s.complete = "yes" \/ (s.complete = "blank" /\ s.log = <<>> /\ last.index = 0)

MayCampaign(s) == s.role /= "leader" /\ MayHelp(s, Last(s.log))
Campaigned(n, s) == [Follows(s) EXCEPT !.term = @ + 1, !.voted = n, !.role = "candidate", !.heard = {}]

\* A candidate's own vote counts once it is stored.
VotesFor(n, s) == s.votes \cup
    (IF (disk[n].term = s.term /\ disk[n].voted = n) \/ MutantUnstored THEN {n} ELSE {})
MayWin(n, s) == s.role = "candidate" /\ IsMajority(VotesFor(n, s))
Won(s) == [Follows(s) EXCEPT !.role = "leader", !.log = Append(@, s.term), !.round = 1,
                             !.complete = IF @ = "blank" /\ s.log = <<>> THEN "yes" ELSE @]

Voted(s, m) ==
    IF /\ m.term = s.term
       /\ s.voted \in {None, m.from} \/ MutantVotesTwice
       /\ UpToDate(m.last, Last(s.log))
       /\ MayHelp(s, m.last)
    THEN {[Follows(s) EXCEPT !.voted = m.from,
            !.complete = IF @ = "blank" /\ s.log = <<>> /\ m.last.index = 0 THEN "yes" ELSE @]}
    ELSE {}

Elected(s, m) == IF s.role = "candidate" /\ m.term = s.term THEN {[s EXCEPT !.votes = @ \cup {m.from}]} ELSE {}

Holds(l, index, term) == index <= Len(l) /\ TermAt(l, index) = term

\* The log becomes the leader's; entries that match are kept. An append that contradicts a committed entry is ignored.
Appended(s, m) ==
    LET f == IF s.role = "follower" THEN s ELSE Follows(s)
        end == m.prev + Len(m.entries)
        keeps == end <= Len(f.log) /\ SubSeq(f.log, m.prev + 1, end) = m.entries
        log == IF keeps THEN f.log ELSE SubSeq(f.log, 1, m.prev) \o m.entries
        same == IF keeps THEN Len(f.log) ELSE Common(f.log, log)
        begins == f.complete = "blank" /\ f.log = <<>> /\ m.prev = 0 /\ m.commit = 0
                  /\ m.entries /= <<>> /\ m.entries[1] = m.term
    IN IF m.term /= s.term \/ s.role = "leader" THEN {}
       ELSE {f} \cup
            (IF Holds(f.log, m.prev, m.pterm) /\ same >= f.commit
             THEN {[f EXCEPT !.log = log, !.stored = Smaller(@, same),
                             !.told = Larger(@, Smaller(m.commit, end)),
                             !.heard = IF m.commit > 0 THEN @ \cup {m.commit} ELSE @,
                             !.complete = IF begins THEN "yes" ELSE @]}
             ELSE {})

\* The only place where an answer is credited: it must belong to a message of this leader and term.
Credited(s, m) ==
    IF s.role = "leader" /\ m.term = s.term /\ m.round <= s.round
    THEN LET shown == Larger(s.shown[m.from], m.match)
         IN {[s EXCEPT !.acked[m.from] = Larger(@, m.round),
                       !.shown[m.from] = shown,
                       !.match[m.from] = IF m.counts THEN Larger(@, shown) ELSE @]}
    ELSE {}

\* A read is confirmed by a round that begins after it arrived.
Asked(s, id) == IF s.role = "candidate" THEN s
    ELSE [s EXCEPT !.reads = @ \cup
        {[id |-> id, after |-> s.round, floor |-> Len(committed)]}]
IsConfirmed(n, s, r) == IsMajority({m \in Node : IF m = n THEN s.round > r.after ELSE s.acked[m] > r.after})
Ready(s) == s.commit > 0 /\ s.log[s.commit] = s.term

Received(n, s, m) == {s} \cup
    LET t == Learned(s, m.term) IN
    CASE m.t = "vote" -> {t} \cup Voted(t, m)
      [] m.t = "granted" -> {t} \cup Elected(t, m)
      [] m.t = "append" -> {t} \cup Appended(t, m)
      [] m.t = "answer" -> {t} \cup Credited(t, m)
      [] m.t = "ask" -> {t} \cup (IF t.role = "leader" THEN {Asked(t, m.id)} ELSE {})
      [] m.t = "offer" -> {t, Follows(t)}
      [] m.t = "question" -> {}
      [] OTHER -> {t}

\* The last entry of the node's own term that a majority holds; its own disk counts like any other.
Reached(n, s) ==
    LET has(m) == IF m = n THEN s.stored ELSE s.match[m]
        most == {i \in {has(m) : m \in Node} : IsMajority({m \in Node : has(m) >= i})}
        top == CHOOSE i \in most : \A j \in most : j <= i
    IN IF s.role = "leader" /\ top > 0 /\ s.log[top] = s.term THEN top ELSE 0
MayCommit(n, s) == Smaller(Larger(s.told, Reached(n, s)), s.stored)
Committed(n, s, i) == [s EXCEPT !.told = Larger(@, Reached(n, s)), !.commit = i]

\* It has all entries that were committed without it: up to a commit index that a leader of its term sent.
MayCount(s) == \E i \in s.heard : s.commit >= i /\ s.log[i] = s.term

\* The stored end of the log, as the strategy counts.
Level(n) == IF SyncFirst THEN disk[n].synced ELSE disk[n].written
IsStored(n, s, i) == i <= Level(n) /\ i <= Len(s.log) /\ SubSeq(s.log, 1, i) = SubSeq(disk[n].log, 1, i)

----------------------------------------------------------------------------
\* The messages that a core may send, given the state after the step, and the message that it answers.

SaysAppend(s, m) ==
    /\ s.role = "leader" /\ m.term = s.term
    /\ m.round <= s.round
    /\ m.commit <= s.commit
    /\ m.prev + Len(m.entries) <= Len(s.log)
    /\ m.pterm = TermAt(s.log, m.prev)
    /\ m.entries = SubSeq(s.log, m.prev + 1, m.prev + Len(m.entries))

\* The round is that of the request; the matching entries were in the append, or are committed.
SaysAnswer(s, m, asked) ==
    /\ m.term = s.term /\ m.term = asked.term
    /\ m.to = asked.from
    /\ m.round = asked.round
    /\ \/ m.match = 0
       \/ /\ asked.t = "append"
          /\ m.match <= asked.prev + Len(asked.entries)
          /\ Holds(s.log, asked.prev, asked.pterm)
          /\ IsPrefix(SubSeq(s.log, asked.prev + 1, m.match), asked.entries)
       \/ m.match > 0 /\ m.match <= Len(committed) /\ m.mterm = committed[m.match]

Says(n, s, m, asked) == m.from = n /\
    CASE m.t = "vote" -> s.role = "candidate" /\ m.term = s.term /\ m.last = Last(s.log)
      [] m.t = "granted" -> m.term = s.term /\ m.to = s.voted
      [] m.t = "append" -> SaysAppend(s, m)
      [] m.t = "answer" -> SaysAnswer(s, m, asked)
      [] m.t = "readable" ->
            \E r \in s.reads : r.id = m.id /\ IsConfirmed(n, s, r) /\ m.index <= s.commit /\ Ready(s)
      [] OTHER -> m.t = "question" \/ m.term <= s.term

\* The state that a message shows is stored before it is sent.
IsShown(m) ==
    LET d == disk[m.from] IN
    \/ MutantUnstored
    \/ m.t = "question"
    \/ /\ d.term >= m.term
       /\ d.term = m.term /\ m.t = "granted" => d.voted = m.to
       /\ d.term = m.term /\ m.t = "vote" => d.voted = m.from
       /\ m.t = "answer" => m.match <= Level(m.from)

----------------------------------------------------------------------------

Put(n, s) == node' = [node EXCEPT ![n] = s]
\* A message whose state is already stored is sent at once.
Say(ms) ==
    /\ held' = held \cup {m \in ms : ~IsShown(m)}
    /\ sent' = sent \cup {m \in ms : IsShown(m)}

Campaign(n) ==
    /\ MayCampaign(node[n])
    /\ Put(n, Campaigned(n, node[n]))
    /\ UNCHANGED <<disk, held, sent, committed, stale, restarts>>

AskVote(n, to) ==
    LET s == node[n] IN
    /\ s.role = "candidate" /\ n /= to
    /\ Say({[t |-> "vote", from |-> n, to |-> to, term |-> s.term, last |-> Last(s.log)]})
    /\ UNCHANGED <<node, disk, committed, stale, restarts>>

Win(n) ==
    /\ MayWin(n, node[n])
    /\ Put(n, Won(node[n]))
    /\ UNCHANGED <<disk, held, sent, committed, stale, restarts>>

\* The whole log after any index, and the newest round.
Send(n, to) == \E prev \in 0..Len(node[n].log) :
    LET s == node[n] IN
    /\ s.role = "leader" /\ n /= to
    /\ Say({[t |-> "append", from |-> n, to |-> to, term |-> s.term, round |-> s.round, commit |-> s.commit,
             prev |-> prev, pterm |-> TermAt(s.log, prev), entries |-> SubSeq(s.log, prev + 1, Len(s.log))]})
    /\ UNCHANGED <<node, disk, committed, stale, restarts>>

Reply(n, s, m) ==
    CASE m.t = "vote" /\ s.term = m.term /\ s.voted = m.from ->
            {[t |-> "granted", from |-> n, to |-> m.from, term |-> m.term]}
      [] m.t = "append" /\ s.term = m.term ->
            {[t |-> "answer", from |-> n, to |-> m.from, term |-> m.term, round |-> m.round, counts |-> s.complete = "yes",
              match |-> IF Common(SubSeq(s.log, m.prev + 1, Len(s.log)), m.entries) = Len(m.entries)
                           /\ Holds(s.log, m.prev, m.pterm)
                        THEN m.prev + Len(m.entries) ELSE 0]}
      [] OTHER -> {}

Receive(n, m) == \E s \in Received(n, node[n], m) :
    /\ m.to = n
    /\ s /= node[n] \/ Reply(n, s, m) \ (held \cup sent) /= {}
    /\ Put(n, s)
    /\ Say(Reply(n, s, m))
    /\ UNCHANGED <<disk, committed, stale, restarts>>

Lose(m) ==
    /\ held' = held \ {m}
    /\ sent' = sent \ {m}
    /\ UNCHANGED <<node, disk, committed, stale, restarts>>

\* The disk stores all that the core requested, in one step, and notifies it. Messages that waited for that are sent.
Store(n) ==
    LET s == node[n]
        left == {m \in held : m.from = n}
    IN
    /\ disk' = [disk EXCEPT ![n] = [term |-> s.term, voted |-> s.voted, log |-> s.log,
                                     written |-> Len(s.log), synced |-> Len(s.log)]]
    /\ Put(n, [s EXCEPT !.stored = Len(s.log)])
    /\ <<node, disk>> /= <<node', disk'>>
    /\ held' = held \ left
    /\ sent' = sent \cup left
    /\ UNCHANGED <<committed, stale, restarts>>

Commit(n) ==
    LET s == node[n]
        i == MayCommit(n, s)
    IN
    /\ i > s.commit
    /\ Put(n, Committed(n, s, i))
    /\ committed' = IF i > Len(committed) THEN SubSeq(s.log, 1, i) ELSE committed
    /\ UNCHANGED <<disk, held, sent, stale, restarts>>

Read(n) ==
    /\ node[n].role = "leader" /\ node[n].reads = {} /\ Ready(node[n])
    /\ Put(n, [Asked(node[n], "read") EXCEPT !.round = @ + 1])
    /\ UNCHANGED <<disk, held, sent, committed, stale, restarts>>

AnswerRead(n) == \E r \in node[n].reads :
    /\ node[n].role = "leader" /\ IsConfirmed(n, node[n], r)
    /\ Put(n, [node[n] EXCEPT !.reads = @ \ {r}])
    /\ stale' = (stale \/ node[n].commit < r.floor)
    /\ UNCHANGED <<disk, held, sent, committed, restarts>>

\* Messages that were handed out but not sent are lost with the process.
Restart(n) ==
    LET d == disk[n] IN
    /\ restarts' = restarts + 1
    /\ Put(n, [Fresh EXCEPT !.term = d.term, !.voted = d.voted, !.log = d.log, !.stored = Len(d.log),
                            !.complete = IF d.term = 0 THEN "blank" ELSE "yes"])
    /\ held' = {m \in held : m.from /= n}
    /\ UNCHANGED <<disk, sent, committed, stale>>

Next ==
    \/ \E n \in Node : Campaign(n) \/ Win(n) \/ Store(n) \/ Commit(n) \/ Read(n) \/ AnswerRead(n)
                       \/ Restart(n)
    \/ \E n, m \in Node : AskVote(n, m) \/ Send(n, m)
    \/ \E n \in Node, m \in sent : Receive(n, m)
    \/ \E m \in held \cup sent : Lose(m)

Spec == Init /\ [][Next]_vars

Bounds ==
    /\ restarts <= MaxRestarts
    /\ Cardinality(held \cup sent) <= MaxMessages
    /\ \A n \in Node : node[n].term <= MaxTerm /\ Len(node[n].log) <= MaxLog /\ node[n].round <= MaxRound

----------------------------------------------------------------------------

ReadsAreLinearizable == ~stale

OneLeaderATerm == \A n, m \in Node :
    node[n].role = "leader" /\ node[m].role = "leader" /\ node[n].term = node[m].term => n = m

LogMatching == \A n, m \in Node :
    LET a == node[n].log
        b == node[m].log
        meet == {i \in 1..Smaller(Len(a), Len(b)) : a[i] = b[i]}
    IN meet = {} \/ LET top == CHOOSE i \in meet : \A j \in meet : j <= i IN SubSeq(a, 1, top) = SubSeq(b, 1, top)

\* The committed entries that nodes know are prefixes of one history.
LogInv == \A n \in Node :
    /\ node[n].commit <= Len(node[n].log)
    /\ node[n].commit <= Len(committed)
    /\ SubSeq(node[n].log, 1, node[n].commit) = SubSeq(committed, 1, node[n].commit)

\* A leader has all entries that were committed in earlier terms.
LeaderCompleteness == \A n \in Node :
    node[n].role = "leader" /\ node[n].term >= TermAt(committed, Len(committed)) => IsPrefix(committed, node[n].log)

=============================================================================
