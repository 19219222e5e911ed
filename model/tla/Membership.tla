----------------------------- MODULE Membership -----------------------------
(***************************************************************************)
(* Membership changes through the log, with power losses.                  *)
(*                                                                         *)
(* A configuration is in force from the moment it is appended until it is  *)
(* truncated. Adding or removing one voter is a single step; larger        *)
(* changes use a joint configuration. An election is one step, and so is   *)
(* an exchange between two nodes; what a leader knows of a follower does   *)
(* not change until the next one. With MemFirst an entry counts once it is *)
(* written; an entry with a membership change counts once it is synced.    *)
(*                                                                         *)
(* Each constant that begins with Mutant removes one rule. The rule that a *)
(* leader changes nothing before it has committed an entry of its own term *)
(* cannot be checked with fewer than five nodes: see the simulator's       *)
(* transcripts single_change_...                                           *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Node, MaxTerm, MaxLog, MaxChanges, MaxPowerLosses,
    First,                     \* the first voters of the cluster
    Targets,                   \* the configurations that operators may request
    SyncFirst,
    MutantNotSynced,           \* an entry with a membership change counts like any other
    MutantTwoInOneStep,        \* two voters change without a joint configuration
    MutantNewMajorityOnly,     \* in a joint configuration only the new voters count
    MutantSeveralInFlight      \* a change begins before the previous one is committed

VARIABLES
    term, leads,
    log,       \* entries: the term, and the voters (old and new) from this entry on, or no change
    synced,
    commit,
    complete,  \* whether it certainly has all acknowledged entries
    match,     \* of a leader
    committed, \* the longest log that was ever committed
    broken,    \* two conflicting logs were committed
    changes, powerLosses

vars == <<term, leads, log, synced, commit, complete, match, committed, broken, changes, powerLosses>>

Zero == [n \in Node |-> 0]
Smaller(a, b) == IF a < b THEN a ELSE b
Larger(a, b) == IF a > b THEN a ELSE b
LastTerm(l) == IF l = <<>> THEN 0 ELSE l[Len(l)].term
UpToDate(a, b) == LastTerm(a) > LastTerm(b) \/ (LastTerm(a) = LastTerm(b) /\ Len(a) >= Len(b))
IsPrefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a
Common(a, b) == CHOOSE i \in 0..Len(a) :
    /\ i <= Len(b) /\ SubSeq(a, 1, i) = SubSeq(b, 1, i)
    /\ (i < Len(a) /\ i < Len(b)) => a[i + 1] /= b[i + 1]

Change(e) == e.new /= {}
Changes(l) == {i \in 1..Len(l) : Change(l[i])}
LastChange(l) == CHOOSE i \in Changes(l) : \A j \in Changes(l) : j <= i
\* The configuration in force, and the index of its entry.
Force(l) == IF Changes(l) = {} THEN [old |-> First, new |-> First, at |-> 0]
            ELSE [old |-> l[LastChange(l)].old, new |-> l[LastChange(l)].new, at |-> LastChange(l)]
Voters(l) == Force(l).old \cup Force(l).new
IsQuorum(q, l) ==
    /\ 2 * Cardinality(q \cap Force(l).new) > Cardinality(Force(l).new)
    /\ MutantNewMajorityOnly \/ 2 * Cardinality(q \cap Force(l).old) > Cardinality(Force(l).old)
Differ(a, b) == Cardinality((a \ b) \cup (b \ a))
Entry(t) == [term |-> t, old |-> {}, new |-> {}]

\* The stored end of a node's log, as its strategy counts.
Stored(n) ==
    LET open == {i \in Changes(log[n]) : i > synced[n]}
    IN IF SyncFirst THEN synced[n]
       ELSE IF MutantNotSynced \/ open = {} THEN Len(log[n])
       ELSE (CHOOSE i \in open : \A j \in open : i <= j) - 1

Init ==
    /\ term = Zero
    /\ leads = [n \in Node |-> FALSE]
    /\ log = [n \in Node |-> <<>>]
    /\ synced = Zero
    /\ commit = Zero
    /\ complete = [n \in Node |-> TRUE]
    /\ match = [n \in Node |-> Zero]
    /\ committed = <<>>
    /\ broken = FALSE
    /\ changes = 0
    /\ powerLosses = 0

Elect(n) == \E q \in SUBSET Node, t \in 1..MaxTerm :
    /\ n \in q
    /\ IsQuorum(q, log[n])
    /\ \A m \in q : term[m] < t /\ complete[m] /\ UpToDate(log[n], log[m])
    /\ n \in Voters(log[n])
    /\ q \subseteq Voters(log[n])
    /\ Len(log[n]) < MaxLog
    /\ term' = [m \in Node |-> IF m \in q THEN t ELSE term[m]]
    /\ leads' = [m \in Node |-> IF m \in q THEN m = n ELSE leads[m]]
    /\ log' = [log EXCEPT ![n] = Append(@, Entry(t))]
    /\ match' = [m \in Node |-> IF m \in q THEN Zero ELSE match[m]]
    /\ UNCHANGED <<synced, commit, complete, committed, broken, changes, powerLosses>>

Ready(n) == commit[n] > 0 /\ log[n][commit[n]].term = term[n]

Ask(n) == \E target \in Targets :
    LET force == Force(log[n]) IN
    /\ leads[n]
    /\ changes < MaxChanges
    /\ Len(log[n]) < MaxLog
    /\ Ready(n)
    /\ MutantSeveralInFlight \/ force.at <= commit[n]
    /\ force.old = force.new
    /\ target /= force.new
    /\ changes' = changes + 1
    /\ log' = [log EXCEPT ![n] = Append(@,
            [term |-> term[n],
             old |-> IF Differ(force.new, target) <= 1 \/ MutantTwoInOneStep THEN target ELSE force.new,
             new |-> target])]
    /\ UNCHANGED <<term, leads, synced, commit, complete, match, committed, broken, powerLosses>>

\* A leader leaves a joint configuration once it is committed.
Leave(n) ==
    LET force == Force(log[n]) IN
    /\ leads[n]
    /\ Ready(n)
    /\ force.old /= force.new
    /\ force.at <= commit[n]
    /\ Len(log[n]) < MaxLog
    /\ log' = [log EXCEPT ![n] = Append(@, [term |-> term[n], old |-> force.new, new |-> force.new])]
    /\ UNCHANGED <<term, leads, synced, commit, complete, match, committed, broken, changes, powerLosses>>

Sync(n) ==
    /\ synced[n] < Len(log[n])
    /\ synced' = [synced EXCEPT ![n] = Len(log[n])]
    /\ UNCHANGED <<term, leads, log, commit, complete, match, committed, broken, changes, powerLosses>>

Replicate(l, f) ==
    LET same == Common(log[f], log[l])
        keeps == IsPrefix(log[l], log[f])
    IN
    /\ l /= f
    /\ leads[l]
    /\ f \in Voters(log[l])
    /\ term[f] <= term[l]
    /\ ~keeps \/ term[f] < term[l]
    /\ term' = [term EXCEPT ![f] = term[l]]
    /\ leads' = [leads EXCEPT ![f] = FALSE]
    /\ match' = [match EXCEPT ![f] = Zero]
    /\ log' = [log EXCEPT ![f] = IF keeps THEN @ ELSE log[l]]
    /\ synced' = [synced EXCEPT ![f] = IF keeps THEN @ ELSE Smaller(@, same)]
    /\ broken' = (broken \/ (~keeps /\ same < commit[f]))
    /\ commit' = [commit EXCEPT ![f] = IF keeps THEN @ ELSE Smaller(@, same)]
    /\ UNCHANGED <<complete, committed, changes, powerLosses>>

Acknowledge(l, f) ==
    LET stored == Smaller(Smaller(Stored(f), Common(log[f], log[l])), Len(log[l]))
        told == Larger(commit[f], Smaller(commit[l], stored))
        sure == commit[l] > 0 /\ told >= commit[l] /\ log[f][commit[l]].term = term[l]
    IN
    /\ l /= f
    /\ leads[l]
    /\ term[f] = term[l]
    /\ IsPrefix(log[l], log[f]) \/ IsPrefix(log[f], log[l])
    /\ commit' = [commit EXCEPT ![f] = told]
    /\ complete' = [complete EXCEPT ![f] = @ \/ sure]
    /\ match' = [match EXCEPT ![l][f] = IF complete[f] THEN Larger(@, stored) ELSE 0]
    /\ <<commit, complete, match>> /= <<commit', complete', match'>>
    /\ UNCHANGED <<term, leads, log, synced, committed, broken, changes, powerLosses>>

Commit(n) == \E i \in 1..MaxLog :
    /\ leads[n]
    /\ i > commit[n] /\ i <= Stored(n)
    /\ log[n][i].term = term[n]
    /\ IsQuorum({m \in Node : m = n \/ match[n][m] >= i} \cap Voters(log[n]), log[n])
    /\ commit' = [commit EXCEPT ![n] = i]
    /\ committed' = IF i > Len(committed) THEN SubSeq(log[n], 1, i) ELSE committed
    /\ broken' = (broken \/ ~(IsPrefix(SubSeq(log[n], 1, i), committed) \/ IsPrefix(committed, SubSeq(log[n], 1, i))))
    /\ UNCHANGED <<term, leads, log, synced, complete, match, changes, powerLosses>>

Alone(n, l) == Voters(l) = {n}

\* A node that lost power and is the only voter continues by itself, and reports that entries may be lost; that is not
\* modelled here. So only a node loses power that is not the only voter in the committed configuration.
LosePower(n) ==
    LET left == SubSeq(log[n], 1, synced[n]) IN
    /\ powerLosses < MaxPowerLosses
    /\ ~Alone(n, committed)
    /\ powerLosses' = powerLosses + 1
    /\ leads' = [leads EXCEPT ![n] = FALSE]
    /\ match' = [match EXCEPT ![n] = Zero]
    /\ log' = [log EXCEPT ![n] = left]
    /\ commit' = [commit EXCEPT ![n] = 0]
    /\ complete' = [complete EXCEPT ![n] = SyncFirst \/ Alone(n, left)]
    /\ UNCHANGED <<term, synced, committed, broken, changes>>

Next ==
    \/ \E n \in Node : Elect(n) \/ Ask(n) \/ Leave(n) \/ Sync(n) \/ Commit(n) \/ LosePower(n)
    \/ \E l, f \in Node : Replicate(l, f) \/ Acknowledge(l, f)

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------

OneHistory == ~broken

OneLeaderATerm == \A n, m \in Node : leads[n] /\ leads[m] /\ term[n] = term[m] => n = m

\* A leader has all entries that were committed in earlier terms.
LeaderCompleteness == \A n \in Node :
    leads[n] /\ term[n] >= LastTerm(committed) => IsPrefix(committed, log[n])

LogInv == \A n \in Node : IsPrefix(SubSeq(log[n], 1, commit[n]), committed)

\* Any two quorums of configurations that may be in force intersect: at most one change is uncommitted.
OneChangeInFlight == \A n \in Node :
    leads[n] => Cardinality({i \in Changes(log[n]) : i > commit[n] /\ log[n][i].term = term[n]}) <= 1

=============================================================================
