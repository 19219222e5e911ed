# Reads what is explained (file | mutator | line of source | why), and then the mutants (CSV of PIT).
function trim(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }
function source(file, class, line,    path, text, at) {
  path = class
  sub(/\$.*/, "", path)
  sub(/\.[^.]*$/, "", path)
  gsub(/\./, "/", path)
  for (at = 1; at <= split("core engine wal node", modules, " "); at++) {
    name = root "/" modules[at] "/src/main/java/" path "/" file
    number = 0
    while ((getline text < name) > 0) {
      if (++number == line) { close(name); return trim(text) }
    }
    close(name)
  }
  return "?"
}
FNR == NR {
  if ($0 !~ /^#/ && split($0, part, / \| /) >= 4) explained[part[1] " | " part[2] " | " part[3]] = 1
  next
}
{
  split($0, cell, ",")
  package = cell[2]
  sub(/\$.*/, "", package)
  sub(/\.[^.]*$/, "", package)
  mutants[package]++
  if (cell[6] == "SURVIVED" || cell[6] == "NO_COVERAGE") {
    mutator = cell[3]
    sub(/.*\./, "", mutator)
    sub(/Mutator.*/, "", mutator)
    text = source(cell[1], cell[2], cell[5])
    if ((cell[1] " | " mutator " | " text) in explained || (cell[1] " | * | " text) in explained) {
      known[package]++
    } else {
      left[package]++
      print "  " cell[6] " " cell[1] ":" cell[5] " " cell[4] " | " mutator " | " text
    }
  } else {
    killed[package]++
    late[package] += cell[6] == "TIMED_OUT"
  }
}
END {
  for (package in mutants) {
    printf "%s, %s: %d mutants, %d killed (%d by time), %d explained, %d left\n", subject, package, mutants[package],
      killed[package], late[package], known[package], left[package]
    all += mutants[package]
    seen += killed[package] + known[package]
  }
  printf "%s: %.1f %% of %d mutants are killed or explained\n", subject, 100 * seen / all, all
  exit 100 * seen < 85 * all
}
