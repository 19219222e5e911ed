----------------------------- MODULE Durability -----------------------------
(***************************************************************************)
(* What a log survives: crashes, power losses, lost disks, and losses that *)
(* an operator accepts.                                                    *)
(*                                                                         *)
(* Terms and votes are durable before any message shows them, so they      *)
(* survive everything but the loss of a disk. An entry is first in the     *)
(* heap, then written, then synced. Voters are fixed; a leader learns the  *)
(* disk of each and records it in its log, as in the engine. An exchange   *)
(* between two nodes is one step; what a leader knows of a follower does   *)
(* not change until the next one.                                          *)
(*                                                                         *)
(* Each constant that begins with Mutant removes one rule.                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Node, None, MaxTerm, MaxLog,
    Heap,                       \* an entry stays in the heap for a while; else it is written at once
    SyncFirst,                  \* DiskFirst: an entry counts once it is synced; else once it is written
    MaxCrashes, MaxPowerLosses, MaxLostDisks, MaxAccepted,
    DisksAreNamed,              \* no disk is lost before a committed entry names it
    OthersKnow,                 \* no disk is lost before the logs of all others name it
    MutantCountUnwritten,       \* an entry in the heap counts as stored
    MutantRecoveringVotes,      \* a node that may lack acknowledged entries votes
    MutantForgetsPowerLoss,     \* a power loss is not detected
    MutantRecoversTooEarly,     \* a node is complete at the first commit index of any leader
    MutantAnyDiskCounts,        \* a member is its id, whatever its disk
    MutantVoteForgotten,        \* a crash forgets the vote
    MutantAcceptedInSilence     \* a leader does not report an accepted loss

VARIABLES
    term, voted, role,
    votes,     \* of a candidate
    lossy,     \* of a candidate: a node whose loss was accepted voted for it
    log,       \* entries: the term, and the disks that are known from there on, or None
    written, synced,
    commit,
    complete,  \* "yes", "no", or "blank": it never held an entry, according to its disk
    accepted,  \* an operator has accepted the possible loss of this node
    awaited,   \* the first commit index that a leader of its term sent: with it, a node is complete; or 0
    match,     \* of a leader: the index that each member has acknowledged; 0 if it may lack entries
    disk,      \* the current disk of a node
    committed, \* the longest log that was ever committed, without entries reported as lost
    hidden,    \* committed entries are lost, and no report says so
    crashes, powerLosses, lostDisks, accepts

vars == <<term, voted, role, votes, lossy, log, written, synced, commit, complete, accepted, awaited, match, disk,
          committed, hidden, crashes, powerLosses, lostDisks, accepts>>
counters == <<crashes, powerLosses, lostDisks, accepts>>

Symmetry == Permutations(Node)
IsMajority(q) == 2 * Cardinality(q) > Cardinality(Node)
Zero == [n \in Node |-> 0]
Smaller(a, b) == IF a < b THEN a ELSE b
Larger(a, b) == IF a > b THEN a ELSE b
LastTerm(l) == IF l = <<>> THEN 0 ELSE l[Len(l)].term
UpToDate(a, b) == LastTerm(a) > LastTerm(b) \/ (LastTerm(a) = LastTerm(b) /\ Len(a) >= Len(b))
IsPrefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a
Common(a, b) == CHOOSE i \in 0..Len(a) :
    /\ i <= Len(b) /\ SubSeq(a, 1, i) = SubSeq(b, 1, i)
    /\ (i < Len(a) /\ i < Len(b)) => a[i + 1] /= b[i + 1]

\* The disks that a log names; a leader names all of them at once, in one entry.
Named(l) == IF \E i \in 1..Len(l) : l[i].disks /= None
            THEN l[CHOOSE i \in 1..Len(l) : l[i].disks /= None].disks ELSE None
\* Whether a node with this log counts the answers of node m.
Counts(l, m) == IF MutantAnyDiskCounts \/ Named(l) = None THEN TRUE ELSE Named(l)[m] = disk[m]

Stored(n) == IF MutantCountUnwritten THEN Len(log[n]) ELSE IF SyncFirst THEN synced[n] ELSE written[n]

MayHelpElect(n, candidateLog) ==
    \/ accepted[n]
    \/ complete[n] = "yes"
    \/ MutantRecoveringVotes /\ complete[n] = "no"
    \/ complete[n] = "blank" /\ log[n] = <<>> /\ candidateLog = <<>>

Init ==
    /\ term = Zero
    /\ voted = [n \in Node |-> None]
    /\ role = [n \in Node |-> "follower"]
    /\ votes = [n \in Node |-> {}]
    /\ lossy = [n \in Node |-> FALSE]
    /\ log = [n \in Node |-> <<>>]
    /\ written = Zero
    /\ synced = Zero
    /\ commit = Zero
    /\ complete = [n \in Node |-> "blank"]
    /\ accepted = [n \in Node |-> FALSE]
    /\ awaited = Zero
    /\ match = [n \in Node |-> Zero]
    /\ disk = Zero
    /\ committed = <<>>
    /\ hidden = FALSE
    /\ crashes = 0 /\ powerLosses = 0 /\ lostDisks = 0 /\ accepts = 0

Campaign(n) ==
    /\ role[n] /= "leader"
    /\ term[n] < MaxTerm
    /\ MayHelpElect(n, log[n])
    /\ term' = [term EXCEPT ![n] = @ + 1]
    /\ voted' = [voted EXCEPT ![n] = n]
    /\ role' = [role EXCEPT ![n] = "candidate"]
    /\ votes' = [votes EXCEPT ![n] = {n}]
    /\ lossy' = [lossy EXCEPT ![n] = accepted[n]]
    /\ awaited' = [awaited EXCEPT ![n] = 0]
    /\ UNCHANGED <<log, written, synced, commit, complete, accepted, match, disk, committed, hidden, counters>>

Grant(v, c) ==
    /\ v /= c
    /\ role[c] = "candidate"
    /\ v \notin votes[c]
    /\ term[v] < term[c] \/ (term[v] = term[c] /\ voted[v] \in {None, c})
    /\ MayHelpElect(v, log[c])
    /\ UpToDate(log[c], log[v])
    /\ Counts(log[c], v)
    /\ term' = [term EXCEPT ![v] = term[c]]
    /\ voted' = [voted EXCEPT ![v] = c]
    /\ role' = [role EXCEPT ![v] = "follower"]
    /\ votes' = [votes EXCEPT ![c] = @ \cup {v}, ![v] = {}]
    /\ lossy' = [lossy EXCEPT ![c] = @ \/ accepted[v], ![v] = FALSE]
    /\ match' = [match EXCEPT ![v] = Zero]
    /\ awaited' = [awaited EXCEPT ![v] = IF term[v] < term[c] THEN 0 ELSE @]
    /\ UNCHANGED <<log, written, synced, commit, complete, accepted, disk, committed, hidden, counters>>

Win(n) ==
    /\ role[n] = "candidate"
    /\ IsMajority(votes[n])
    /\ Len(log[n]) < MaxLog
    /\ role' = [role EXCEPT ![n] = "leader"]
    /\ votes' = [votes EXCEPT ![n] = {}]
    /\ lossy' = [lossy EXCEPT ![n] = FALSE]
    /\ match' = [match EXCEPT ![n] = Zero]
    /\ log' = [log EXCEPT ![n] = Append(@, [term |-> term[n], disks |-> None])]
    /\ written' = [written EXCEPT ![n] = IF Heap THEN @ ELSE Len(log[n]) + 1]
    /\ complete' = [complete EXCEPT ![n] = IF @ = "blank" /\ log[n] = <<>> THEN "yes" ELSE @]
    /\ LET lost == term[n] > LastTerm(committed) /\ ~IsPrefix(committed, log[n])
           told == lossy[n] /\ ~MutantAcceptedInSilence
       IN /\ hidden' = (hidden \/ (lost /\ ~told))
          /\ committed' = IF lost THEN SubSeq(committed, 1, Common(committed, log[n])) ELSE committed
    /\ UNCHANGED <<awaited, term, voted, synced, commit, accepted, disk, counters>>

\* The leader records which disks its members have proven, once an entry of its term is committed.
NameDisks(n) ==
    /\ role[n] = "leader"
    /\ Named(log[n]) = None
    /\ commit[n] > 0 /\ log[n][commit[n]].term = term[n]
    /\ Len(log[n]) < MaxLog
    /\ log' = [log EXCEPT ![n] = Append(@, [term |-> term[n], disks |-> disk])]
    /\ written' = [written EXCEPT ![n] = IF Heap THEN @ ELSE Len(log[n]) + 1]
    /\ UNCHANGED <<awaited, term, voted, role, votes, lossy, synced, commit, complete, accepted, match, disk,
                   committed, hidden, counters>>

Write(n) ==
    /\ Heap
    /\ written[n] < Len(log[n])
    /\ written' = [written EXCEPT ![n] = Len(log[n])]
    /\ UNCHANGED <<awaited, term, voted, role, votes, lossy, log, synced, commit, complete, accepted, match, disk,
                   committed, hidden, counters>>

Sync(n) ==
    /\ synced[n] < written[n]
    /\ synced' = [synced EXCEPT ![n] = written[n]]
    /\ UNCHANGED <<awaited, term, voted, role, votes, lossy, log, written, commit, complete, accepted, match, disk,
                   committed, hidden, counters>>

\* The follower's log becomes the leader's. The leader's commit index counts up to the stored entries.
Replicate(l, f) ==
    LET same == Common(log[f], log[l])
        keeps == IsPrefix(log[l], log[f])
        first == log[f] = <<>> /\ commit[l] = 0 /\ log[l][1].term = term[l]
    IN
    /\ l /= f
    /\ role[l] = "leader"
    /\ term[f] <= term[l]
    /\ keeps \/ same >= commit[f] \/ commit[f] > Len(committed) \* else it stops
    /\ term' = [term EXCEPT ![f] = term[l]]
    /\ voted' = [voted EXCEPT ![f] = IF term[f] < term[l] THEN None ELSE @]
    /\ role' = [role EXCEPT ![f] = "follower"]
    /\ votes' = [votes EXCEPT ![f] = {}]
    /\ lossy' = [lossy EXCEPT ![f] = FALSE]
    /\ match' = [match EXCEPT ![f] = Zero]
    /\ log' = [log EXCEPT ![f] = IF keeps THEN @ ELSE log[l]]
    /\ written' = [written EXCEPT ![f] = IF keeps THEN @ ELSE IF Heap THEN Smaller(@, same) ELSE Len(log[l])]
    /\ synced' = [synced EXCEPT ![f] = IF keeps THEN @ ELSE Smaller(@, same)]
    /\ commit' = [commit EXCEPT ![f] = IF keeps THEN @ ELSE Smaller(@, same)]
    /\ complete' = [complete EXCEPT ![f] = IF @ = "blank" /\ first THEN "yes" ELSE @]
    /\ awaited' = [awaited EXCEPT ![f] = IF term[f] < term[l] THEN 0 ELSE @]
    /\ UNCHANGED <<accepted, disk, committed, hidden, counters>>

\* The follower acknowledges its stored entries; it also learns the commit index, and may be complete again.
Acknowledge(l, f) ==
    LET stored == Smaller(Smaller(Stored(f), Common(log[f], log[l])), Len(log[l]))
        told == Larger(commit[f], Smaller(commit[l], stored))
        own(i) == log[f][i].term = term[l]
        \* Kept until it is reached, also if the leader commits more; one of an earlier leader's term does not suffice.
        end == IF awaited[f] > told \/ (awaited[f] > 0 /\ own(awaited[f])) THEN awaited[f] ELSE commit[l]
        sure == end > 0 /\ told >= end /\ own(end)
        whole == complete[f] = "yes" \/ sure \/ (MutantRecoversTooEarly /\ commit[l] > 0)
    IN
    /\ l /= f
    /\ role[l] = "leader"
    /\ term[f] = term[l]
    /\ IsPrefix(log[l], log[f]) \/ IsPrefix(log[f], log[l])
    /\ commit' = [commit EXCEPT ![f] = told]
    /\ complete' = [complete EXCEPT ![f] = IF whole THEN "yes" ELSE @]
    /\ accepted' = [accepted EXCEPT ![f] = IF whole THEN FALSE ELSE @]
    /\ awaited' = [awaited EXCEPT ![f] = IF whole THEN 0 ELSE end]
    /\ match' = [match EXCEPT ![l][f] =
            IF ~Counts(log[l], f) \/ ~(complete[f] = "yes" \/ accepted[f]) THEN 0 ELSE Larger(@, stored)]
    /\ <<commit, complete, accepted, awaited, match>> /= <<commit', complete', accepted', awaited', match'>>
    /\ UNCHANGED <<term, voted, role, votes, lossy, log, written, synced, disk, committed, hidden, counters>>

Commit(n) == \E i \in 1..MaxLog :
    /\ role[n] = "leader"
    /\ i > commit[n] /\ i <= Stored(n)
    /\ log[n][i].term = term[n]
    /\ IsMajority({m \in Node : m = n \/ (match[n][m] >= i /\ Counts(log[n], m))})
    /\ commit' = [commit EXCEPT ![n] = i]
    /\ committed' = IF i > Len(committed) THEN SubSeq(log[n], 1, i) ELSE committed
    /\ complete' = [complete EXCEPT ![n] = IF accepted[n] THEN "yes" ELSE @]
    /\ accepted' = [accepted EXCEPT ![n] = FALSE]
    /\ UNCHANGED <<awaited, term, voted, role, votes, lossy, log, written, synced, match, disk, hidden, counters>>

Stop(n, kept) ==
    /\ role' = [role EXCEPT ![n] = "follower"]
    /\ votes' = [votes EXCEPT ![n] = {}]
    /\ lossy' = [lossy EXCEPT ![n] = FALSE]
    /\ log' = [log EXCEPT ![n] = SubSeq(@, 1, kept)]
    /\ written' = [written EXCEPT ![n] = kept]
    /\ synced' = [synced EXCEPT ![n] = Smaller(@, kept)]
    /\ commit' = [commit EXCEPT ![n] = 0]
    /\ accepted' = [accepted EXCEPT ![n] = FALSE]
    /\ awaited' = [awaited EXCEPT ![n] = 0]
    /\ match' = [match EXCEPT ![n] = Zero]
    /\ UNCHANGED <<committed, hidden>>

Crash(n) ==
    /\ crashes < MaxCrashes
    /\ crashes' = crashes + 1
    /\ Stop(n, written[n])
    /\ voted' = [voted EXCEPT ![n] = IF MutantVoteForgotten THEN None ELSE @]
    /\ UNCHANGED <<term, complete, disk, powerLosses, lostDisks, accepts>>

LosePower(n) ==
    /\ powerLosses < MaxPowerLosses
    /\ powerLosses' = powerLosses + 1
    /\ Stop(n, synced[n])
    /\ complete' = [complete EXCEPT ![n] =
            IF SyncFirst \/ MutantForgetsPowerLoss \/ (@ = "blank" /\ log[n] = <<>>) THEN @ ELSE "no"]
    /\ UNCHANGED <<term, voted, disk, crashes, lostDisks, accepts>>

\* The node restarts with an empty directory and its first configuration file.
LoseDisk(n) ==
    /\ lostDisks < MaxLostDisks
    /\ ~DisksAreNamed \/ Named(committed) /= None
    /\ ~OthersKnow \/ \A m \in Node \ {n} : Named(log[m]) /= None
    /\ lostDisks' = lostDisks + 1
    /\ Stop(n, 0)
    /\ term' = [term EXCEPT ![n] = 0]
    /\ voted' = [voted EXCEPT ![n] = None]
    /\ disk' = [disk EXCEPT ![n] = @ + 1]
    /\ complete' = [complete EXCEPT ![n] = "blank"]
    /\ UNCHANGED <<crashes, powerLosses, accepts>>

AcceptLoss(n) ==
    /\ accepts < MaxAccepted
    /\ accepts' = accepts + 1
    /\ complete[n] /= "yes"
    /\ ~accepted[n]
    /\ accepted' = [accepted EXCEPT ![n] = TRUE]
    /\ UNCHANGED <<awaited, term, voted, role, votes, lossy, log, written, synced, commit, complete, match, disk,
                   committed, hidden, crashes, powerLosses, lostDisks>>

Next ==
    \/ \E n \in Node : Campaign(n) \/ Win(n) \/ NameDisks(n) \/ Write(n) \/ Sync(n) \/ Commit(n)
    \/ \E n \in Node : Crash(n) \/ LosePower(n) \/ LoseDisk(n) \/ AcceptLoss(n)
    \/ \E a, b \in Node : Grant(a, b) \/ Replicate(a, b) \/ Acknowledge(a, b)

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------

\* Every later leader has all committed entries, or the loss was reported.
NoLossIsHidden == ~hidden

OneLeaderATerm == \A n, m \in Node :
    role[n] = "leader" /\ role[m] = "leader" /\ term[n] = term[m] => n = m

\* Unless a loss was accepted, the committed entries that nodes know are one history.
LogInv == accepts = 0 => \A n \in Node : IsPrefix(SubSeq(log[n], 1, commit[n]), committed)

LogMatching == \A n, m \in Node : \A i \in 1..MaxLog :
    i <= Len(log[n]) /\ i <= Len(log[m]) /\ log[n][i].term = log[m][i].term =>
        SubSeq(log[n], 1, i) = SubSeq(log[m], 1, i)

\* With DiskFirst a majority has synced the log; with MemFirst it has written it, or knows that it may lack entries.
Holds(n) ==
    \/ IsPrefix(committed, SubSeq(log[n], 1, Stored(n)))
    \/ complete[n] /= "yes"
    \/ ~Counts(committed, n)
CommittedIsDurable == accepts = 0 => IsMajority({n \in Node : Holds(n)})

=============================================================================
