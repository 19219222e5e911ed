------------------------------- MODULE Leases -------------------------------
(***************************************************************************)
(* Leader leases and stickiness, with clocks that run at different rates.  *)
(*                                                                         *)
(* Time passes in steps; in each step, the clock of every node advances by *)
(* its own rate, which is one of Rate and constant. A deadline is kept as  *)
(* the units that are left on the node's own clock. A vote may be granted  *)
(* at any time after the request; an append or its answer may arrive at    *)
(* any later time, any number of times, or never. Pre-votes only restrict  *)
(* who campaigns, and spread terms: here any node whose promise has ended  *)
(* may campaign, and may learn any greater term at any time.               *)
(*                                                                         *)
(* Each constant that begins with Mutant removes one rule.                 *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
    Node, None, MaxTerm, MaxRound, MaxRestarts, MaxHandOvers,
    Rate,                      \* the rates of clocks
    Promise,                   \* the minimum election timeout
    Lease,                     \* at most Promise * slowest / fastest rate
    MutantLeaseFromAnswer,     \* a lease begins when the answers arrive, not when the round was sent
    MutantStickyInGreaterOnly, \* the promise binds only in terms greater than the node's own
    MutantNoWaitAfterRestart,  \* a restart ends the promise
    MutantTransferKeepsLease,  \* a leader uses its lease during a leadership transfer
    MutantOldRounds,           \* a round of an earlier term counts
    MutantNotSticky            \* a promise does not bind

VARIABLES
    term, voted, role,
    votes,     \* of a candidate: the nodes that voted for it
    handed,    \* of a candidate: whether a leader asked it to campaign
    promise,   \* the time for which a node elects no other leader
    lease,     \* of a leader: the time for which it may answer reads alone
    forfeited, \* of a leader: it is transferring leadership
    round,     \* of a leader
    age,       \* of a leader: the time since each round was sent
    acked,     \* of a leader: the newest round that each has echoed
    appends, answers, orders,
    restarts,
    rate

vars == <<term, voted, role, votes, handed, promise, lease, forfeited, round, age, acked,
          appends, answers, orders, restarts, rate>>

Symmetry == Permutations(Node)
IsMajority(q) == 2 * Cardinality(q) > Cardinality(Node)
Zero == [n \in Node |-> 0]
Less(a, b) == IF a > b THEN a - b ELSE 0
Larger(a, b) == IF a > b THEN a ELSE b
Smaller(a, b) == IF a < b THEN a ELSE b
NoAge == [r \in 1..MaxRound |-> 0]

Init ==
    /\ term = Zero
    /\ voted = [n \in Node |-> None]
    /\ role = [n \in Node |-> "follower"]
    /\ votes = [n \in Node |-> {}]
    /\ handed = [n \in Node |-> FALSE]
    /\ promise = Zero
    /\ lease = Zero
    /\ forfeited = [n \in Node |-> FALSE]
    /\ round = Zero
    /\ age = [n \in Node |-> NoAge]
    /\ acked = [n \in Node |-> Zero]
    /\ appends = {}
    /\ answers = {}
    /\ orders = {}
    /\ restarts = 0
    /\ rate \in [Node -> Rate]

\* Ends the current role.
Follow(n, t, v) ==
    /\ term' = [term EXCEPT ![n] = t]
    /\ voted' = [voted EXCEPT ![n] = v]
    /\ role' = [role EXCEPT ![n] = "follower"]
    /\ votes' = [votes EXCEPT ![n] = {}]
    /\ handed' = [handed EXCEPT ![n] = FALSE]
    /\ lease' = [lease EXCEPT ![n] = 0]
    /\ forfeited' = [forfeited EXCEPT ![n] = FALSE]
    /\ round' = [round EXCEPT ![n] = 0]
    /\ age' = [age EXCEPT ![n] = NoAge]
    /\ acked' = [acked EXCEPT ![n] = Zero]

Tick ==
    /\ \E n \in Node : promise[n] > 0 \/ lease[n] > 0
    /\ promise' = [n \in Node |-> Less(promise[n], rate[n])]
    /\ lease' = [n \in Node |-> Less(lease[n], rate[n])]
    /\ age' = [n \in Node |-> [r \in 1..MaxRound |->
            IF r <= round[n] THEN Smaller(age[n][r] + rate[n], Promise) ELSE 0]]
    /\ UNCHANGED <<term, voted, role, votes, handed, forfeited, round, acked, appends, answers, orders, restarts, rate>>

Candidacy(n, byOrder) ==
    /\ term[n] < MaxTerm
    /\ term' = [term EXCEPT ![n] = @ + 1]
    /\ voted' = [voted EXCEPT ![n] = n]
    /\ role' = [role EXCEPT ![n] = "candidate"]
    /\ votes' = [votes EXCEPT ![n] = {n}]
    /\ handed' = [handed EXCEPT ![n] = byOrder]
    /\ UNCHANGED <<promise, lease, forfeited, round, age, acked, appends, answers, orders, restarts, rate>>

Campaign(n) ==
    /\ role[n] /= "leader"
    /\ promise[n] = 0
    /\ Candidacy(n, FALSE)

Ordered(n) ==
    /\ role[n] /= "leader"
    /\ [to |-> n, term |-> term[n]] \in orders
    /\ Candidacy(n, TRUE)

\* A node grants no vote, in any term, within its promise, except for a transfer that a leader began.
Grant(v, c) ==
    /\ v /= c
    /\ role[c] = "candidate"
    /\ v \notin votes[c]
    /\ term[v] < term[c] \/ (term[v] = term[c] /\ voted[v] \in {None, c})
    /\ \/ promise[v] = 0
       \/ handed[c]
       \/ MutantNotSticky
       \/ MutantStickyInGreaterOnly /\ term[v] = term[c]
    /\ term' = [term EXCEPT ![v] = term[c]]
    /\ voted' = [voted EXCEPT ![v] = c]
    /\ role' = [role EXCEPT ![v] = "follower"]
    /\ votes' = [votes EXCEPT ![c] = @ \cup {v}, ![v] = {}]
    /\ handed' = [handed EXCEPT ![v] = FALSE]
    /\ lease' = [lease EXCEPT ![v] = 0]
    /\ forfeited' = [forfeited EXCEPT ![v] = FALSE]
    /\ round' = [round EXCEPT ![v] = 0]
    /\ age' = [age EXCEPT ![v] = NoAge]
    /\ acked' = [acked EXCEPT ![v] = Zero]
    /\ UNCHANGED <<promise, appends, answers, orders, restarts, rate>>

Win(n) ==
    /\ role[n] = "candidate"
    /\ IsMajority(votes[n])
    /\ role' = [role EXCEPT ![n] = "leader"]
    /\ promise' = [promise EXCEPT ![n] = Promise]
    /\ lease' = [lease EXCEPT ![n] = 0]
    /\ forfeited' = [forfeited EXCEPT ![n] = FALSE]
    /\ round' = [round EXCEPT ![n] = 0]
    /\ age' = [age EXCEPT ![n] = NoAge]
    /\ acked' = [acked EXCEPT ![n] = Zero]
    /\ UNCHANGED <<term, voted, votes, handed, appends, answers, orders, restarts, rate>>

Heartbeat(n) ==
    /\ role[n] = "leader"
    /\ round[n] < MaxRound
    /\ round' = [round EXCEPT ![n] = @ + 1]
    /\ appends' = appends \cup {[from |-> n, term |-> term[n], round |-> round'[n]]}
    /\ UNCHANGED <<term, voted, role, votes, handed, promise, lease, forfeited, age, acked, answers, orders, restarts, rate>>

Answer(n, m) == answers' = answers \cup
    {[from |-> n, to |-> m.from, term |-> Larger(term[n], m.term), asked |-> m.term, round |-> m.round]}

Receive(n, m) ==
    /\ n /= m.from
    /\ Answer(n, m)
    /\ IF m.term < term[n]
       THEN UNCHANGED <<term, voted, role, votes, handed, promise, lease, forfeited, round, age, acked>>
       ELSE /\ Follow(n, m.term, IF m.term > term[n] THEN None ELSE voted[n])
            /\ promise' = [promise EXCEPT ![n] = Promise]
    /\ UNCHANGED <<appends, orders, restarts, rate>>

\* The newest round that a majority, including the leader, has echoed.
Confirmed(n, a) == CHOOSE r \in 0..MaxRound :
    /\ IsMajority({m \in Node : m = n \/ a[m] >= r}) /\ r <= round[n]
    /\ \A s \in 0..MaxRound : s > r => ~(IsMajority({m \in Node : m = n \/ a[m] >= s}) /\ s <= round[n])

Answered(n, a) ==
    /\ a.to = n
    /\ role[n] = "leader"
    /\ a.term = term[n]
    /\ MutantOldRounds \/ a.asked = term[n]
    /\ a.round <= round[n]
    /\ a.round > acked[n][a.from]
    /\ acked' = [acked EXCEPT ![n][a.from] = a.round]
    /\ LET before == Confirmed(n, acked[n])
           now == Confirmed(n, acked'[n])
           since == IF MutantLeaseFromAnswer THEN 0 ELSE age[n][now]
       IN IF now > before
          THEN /\ lease' = [lease EXCEPT ![n] = IF forfeited[n] THEN 0 ELSE Larger(@, Less(Lease, since))]
               /\ promise' = [promise EXCEPT ![n] = Larger(@, Less(Promise, age[n][now]))]
          ELSE UNCHANGED <<lease, promise>>
    /\ UNCHANGED <<term, voted, role, votes, handed, forfeited, round, age, appends, answers, orders, restarts, rate>>

LearnTerm(n) == \E m \in Node :
    /\ term[m] > term[n]
    /\ Follow(n, term[m], None)
    /\ promise' = [promise EXCEPT ![n] = IF role[n] = "leader" THEN 0 ELSE @]
    /\ UNCHANGED <<appends, answers, orders, restarts, rate>>

HandOver(n) == \E m \in Node \ {n} :
    /\ role[n] = "leader"
    /\ ~forfeited[n]
    /\ Cardinality(orders) < MaxHandOvers
    /\ forfeited' = [forfeited EXCEPT ![n] = ~MutantTransferKeepsLease]
    /\ lease' = [lease EXCEPT ![n] = IF MutantTransferKeepsLease THEN @ ELSE 0]
    /\ orders' = orders \cup {[to |-> m, term |-> term[n]]}
    /\ UNCHANGED <<term, voted, role, votes, handed, promise, round, age, acked, appends, answers, restarts, rate>>

\* A promise is not stored, so a restarted node waits as if it had made one.
Restart(n) ==
    /\ restarts < MaxRestarts
    /\ restarts' = restarts + 1
    /\ Follow(n, term[n], voted[n])
    /\ promise' = [promise EXCEPT ![n] = IF MutantNoWaitAfterRestart \/ term[n] = 0 THEN 0 ELSE Promise]
    /\ UNCHANGED <<appends, answers, orders, rate>>

Next ==
    \/ Tick
    \/ \E n \in Node : Campaign(n) \/ Ordered(n) \/ Win(n) \/ Heartbeat(n) \/ LearnTerm(n) \/ HandOver(n) \/ Restart(n)
    \/ \E v, c \in Node : Grant(v, c)
    \/ \E n \in Node, m \in appends : Receive(n, m)
    \/ \E n \in Node, a \in answers : Answered(n, a)

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------

\* While a leader's lease is valid, no node leads a greater term, so no entry is committed that the leader lacks.
LeaseIsSafe == \A n, m \in Node :
    role[n] = "leader" /\ lease[n] > 0 /\ role[m] = "leader" => term[m] <= term[n]

OneLeaderATerm == \A n, m \in Node :
    role[n] = "leader" /\ role[m] = "leader" /\ term[n] = term[m] => n = m

=============================================================================
