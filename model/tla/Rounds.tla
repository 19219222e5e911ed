------------------------------- MODULE Rounds -------------------------------
(***************************************************************************)
(* Rounds and linearizable reads over a replicated log.                    *)
(*                                                                         *)
(* A message that was sent may arrive at any later time, any number of     *)
(* times, or never: `appends' and `answers' only grow. An append begins at *)
(* the first entry; the search for the matching index is not modelled      *)
(* here. An election is one step; Durability covers that one term has one  *)
(* leader. The first entry of each leader is the only write: one write per *)
(* term is enough for a read to miss.                                      *)
(*                                                                         *)
(* Each constant that begins with Mutant removes one rule.                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
    Node, MaxTerm, MaxRound,
    Partial,                \* an append may contain only the beginning of the leader's log
    MaxAppends, MaxAnswers, \* the maximum numbers of distinct messages
    MutantOldRounds,      \* a round of an earlier term counts
    MutantReadJoinsRound, \* a read is confirmed by a round that was sent before it
    MutantReadTooEarly,   \* a read begins before an entry of the leader's term is committed
    MutantOldTerms,       \* entries of earlier terms are committed by counting
    MutantTrustsCommit    \* a follower takes for committed what the message does not contain

VARIABLES
    term,      \* the current term of a node
    leads,     \* whether it leads that term
    log,       \* the terms of its entries
    commit,    \* its commit index
    round,     \* of a leader: its newest round in this term
    acked,     \* of a leader: the newest round that each member has echoed
    match,     \* of a leader: the match index of each member
    reads,     \* of a leader: reads that wait for a round
    appends,   \* the messages of leaders
    answers,   \* the answers of members
    committed, \* the longest log that was ever committed anywhere
    stale      \* whether a read missed a write that was committed before it began

vars == <<term, leads, log, commit, round, acked, match, reads, appends, answers, committed, stale>>

Symmetry == Permutations(Node)
Majority == {q \in SUBSET Node : 2 * Cardinality(q) > Cardinality(Node)}
Zero == [n \in Node |-> 0]
LastTerm(l) == IF l = <<>> THEN 0 ELSE l[Len(l)]
UpToDate(a, b) == LastTerm(a) > LastTerm(b) \/ (LastTerm(a) = LastTerm(b) /\ Len(a) >= Len(b))
IsPrefix(a, b) == Len(a) <= Len(b) /\ SubSeq(b, 1, Len(a)) = a
Larger(a, b) == IF a > b THEN a ELSE b
Smaller(a, b) == IF a < b THEN a ELSE b

Init ==
    /\ term = Zero
    /\ leads = [n \in Node |-> FALSE]
    /\ log = [n \in Node |-> <<>>]
    /\ commit = Zero
    /\ round = Zero
    /\ acked = [n \in Node |-> Zero]
    /\ match = [n \in Node |-> Zero]
    /\ reads = [n \in Node |-> {}]
    /\ appends = {}
    /\ answers = {}
    /\ committed = <<>>
    /\ stale = FALSE

Message(n, t, r, l) == [from |-> n, term |-> t, round |-> r, log |-> l, commit |-> commit[n]]

\* A majority whose logs are not more up to date than the candidate's moves to a new term.
Elect(n) == \E q \in Majority, t \in 1..MaxTerm :
    /\ n \in q
    /\ \A m \in q : term[m] < t /\ UpToDate(log[n], log[m])
    /\ Cardinality(appends) < MaxAppends
    /\ term' = [m \in Node |-> IF m \in q THEN t ELSE term[m]]
    /\ leads' = [m \in Node |-> IF m \in q THEN m = n ELSE leads[m]]
    /\ log' = [log EXCEPT ![n] = Append(@, t)]
    /\ round' = [m \in Node |-> IF m = n THEN 1 ELSE IF m \in q THEN 0 ELSE round[m]]
    /\ acked' = [m \in Node |-> IF m \in q THEN Zero ELSE acked[m]]
    /\ match' = [m \in Node |-> IF m \in q THEN Zero ELSE match[m]]
    /\ reads' = [m \in Node |-> IF m \in q THEN {} ELSE reads[m]]
    /\ \E k \in (IF Partial THEN 1 ELSE Len(log'[n]))..Len(log'[n]) :
           appends' = appends \cup {Message(n, t, 1, SubSeq(log'[n], 1, k))}
    /\ UNCHANGED <<commit, answers, committed, stale>>

Heartbeat(n) ==
    /\ leads[n]
    /\ round[n] < MaxRound
    /\ Cardinality(appends) < MaxAppends
    /\ round' = [round EXCEPT ![n] = @ + 1]
    /\ appends' = appends \cup {Message(n, term[n], round'[n], log[n])}
    /\ UNCHANGED <<term, leads, log, commit, acked, match, reads, answers, committed, stale>>

\* The index of a read is the commit index when its round begins.
Read(n) ==
    /\ leads[n]
    /\ reads[n] = {}
    /\ MutantReadTooEarly \/ (commit[n] > 0 /\ log[n][commit[n]] = term[n])
    /\ round[n] < MaxRound
    /\ Cardinality(appends) < MaxAppends
    /\ round' = [round EXCEPT ![n] = @ + 1]
    /\ reads' = [reads EXCEPT ![n] =
            {[round |-> IF MutantReadJoinsRound THEN round[n] ELSE round'[n],
              index |-> commit[n], floor |-> Len(committed)]}]
    /\ appends' = appends \cup {Message(n, term[n], round'[n], log[n])}
    /\ UNCHANGED <<term, leads, log, commit, acked, match, answers, committed, stale>>

\* A follower takes over the leader's log, and never removes matching entries.
Receive(n, m) ==
    /\ n /= m.from
    /\ IF m.term < term[n]
       THEN /\ answers' = answers \cup {[from |-> n, to |-> m.from, term |-> term[n], asked |-> m.term,
                                         round |-> m.round, match |-> 0]}
            /\ UNCHANGED <<term, leads, log, commit, round, acked, match, reads>>
       ELSE /\ term' = [term EXCEPT ![n] = m.term]
            /\ leads' = [leads EXCEPT ![n] = FALSE]
            /\ round' = [round EXCEPT ![n] = 0]
            /\ acked' = [acked EXCEPT ![n] = Zero]
            /\ match' = [match EXCEPT ![n] = Zero]
            /\ reads' = [reads EXCEPT ![n] = {}]
            /\ log' = [log EXCEPT ![n] = IF IsPrefix(m.log, @) THEN @ ELSE m.log]
            /\ commit' = [commit EXCEPT ![n] =
                    Larger(@, IF MutantTrustsCommit THEN m.commit ELSE Smaller(m.commit, Len(m.log)))]
            /\ answers' = answers \cup {[from |-> n, to |-> m.from, term |-> m.term, asked |-> m.term,
                                         round |-> m.round, match |-> Len(m.log)]}
    /\ Cardinality(answers') <= MaxAnswers
    /\ UNCHANGED <<appends, committed, stale>>

\* The only place where an answer is credited: it must belong to a message of this leader and term.
Answered(n, a) ==
    /\ a.to = n
    /\ leads[n]
    /\ a.term = term[n]
    /\ (MutantOldRounds \/ a.asked = term[n])
    /\ a.round <= round[n]
    /\ acked' = [acked EXCEPT ![n][a.from] = Larger(@, a.round)]
    /\ match' = [match EXCEPT ![n][a.from] = IF a.asked = term[n] THEN Larger(@, a.match) ELSE @]
    /\ <<acked, match>> /= <<acked', match'>>
    /\ UNCHANGED <<term, leads, log, commit, round, reads, appends, answers, committed, stale>>

\* Any message that shows a greater term.
LearnTerm(n, a) ==
    /\ a.to = n
    /\ a.term > term[n]
    /\ term' = [term EXCEPT ![n] = a.term]
    /\ leads' = [leads EXCEPT ![n] = FALSE]
    /\ round' = [round EXCEPT ![n] = 0]
    /\ acked' = [acked EXCEPT ![n] = Zero]
    /\ match' = [match EXCEPT ![n] = Zero]
    /\ reads' = [reads EXCEPT ![n] = {}]
    /\ UNCHANGED <<log, commit, appends, answers, committed, stale>>

Commit(n) == \E i \in 1..MaxTerm :
    /\ leads[n]
    /\ i > commit[n] /\ i <= Len(log[n])
    /\ {m \in Node : m = n \/ match[n][m] >= i} \in Majority
    /\ MutantOldTerms \/ log[n][i] = term[n]
    /\ commit' = [commit EXCEPT ![n] = i]
    /\ committed' = IF i > Len(committed) THEN SubSeq(log[n], 1, i) ELSE committed
    /\ UNCHANGED <<term, leads, log, round, acked, match, reads, appends, answers, stale>>

AnswerRead(n) == \E r \in reads[n] :
    /\ leads[n]
    /\ {m \in Node : m = n \/ acked[n][m] >= r.round} \in Majority
    /\ reads' = [reads EXCEPT ![n] = @ \ {r}]
    /\ stale' = (stale \/ r.index < r.floor)
    /\ UNCHANGED <<term, leads, log, commit, round, acked, match, appends, answers, committed>>

Next ==
    \/ \E n \in Node : Elect(n) \/ Heartbeat(n) \/ Read(n) \/ Commit(n) \/ AnswerRead(n)
    \/ \E n \in Node, m \in appends : Receive(n, m)
    \/ \E n \in Node, a \in answers : Answered(n, a) \/ LearnTerm(n, a)

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------

ReadsAreLinearizable == ~stale

OneLeaderATerm == \A n, m \in Node : leads[n] /\ leads[m] /\ term[n] = term[m] => n = m

LogMatching == \A n, m \in Node : \A i \in 1..MaxTerm :
    i <= Len(log[n]) /\ i <= Len(log[m]) /\ log[n][i] = log[m][i] =>
        SubSeq(log[n], 1, i) = SubSeq(log[m], 1, i)

\* The committed entries that nodes know are prefixes of one history.
LogInv == \A n \in Node : commit[n] <= Len(log[n])
    /\ IsPrefix(SubSeq(log[n], 1, commit[n]), committed)

\* A leader has all entries that were committed in earlier terms.
LeaderCompleteness == \A n \in Node :
    leads[n] /\ term[n] >= LastTerm(committed) => IsPrefix(committed, log[n])

CommittedIsHeld == {n \in Node : IsPrefix(committed, log[n])} \in Majority

=============================================================================
