# pROC's intervals. Started by derm-benchmarks/bench peers with the folder of the shared cases; the protocol of Side.java.
# Needs Debian's r-cran-proc.
suppressMessages(library(pROC))
folder <- commandArgs(trailingOnly = TRUE)[1]

workload <- function(task, n) {
  scores <- readBin(file.path(folder, "scores.f64"), "double", n, endian = "little")
  truth <- readBin(file.path(folder, "truth.u8"), "integer", n, size = 1)
  curve <- function() roc(truth, scores, levels = c(0, 1), direction = "<")
  ends <- function(interval) as.numeric(interval)[c(1, 3)]
  switch(task,
    interval = function() ends(ci.auc(curve(), method = "delong")),
    bootstrap = function() ends(ci.auc(curve(), method = "bootstrap", boot.n = 2000, progress = "none"))
  )
}

answer <- function(words) {
  if (words[1] == "versions") {
    return(sprintf('{"R": "%s.%s", "pROC": "%s"}', R.version$major, R.version$minor, packageVersion("pROC")))
  }
  key <- paste(words[2], words[3])
  if (is.null(prepared[[key]])) prepared[[key]] <<- workload(words[2], as.integer(words[3]))
  work <- prepared[[key]]
  if (words[1] == "check") {
    return(sprintf('{"values": [%s]}', paste(sprintf("%.17g", work()), collapse = ", ")))
  }
  runs <- 0
  seconds <- 0
  start <- proc.time()[["elapsed"]]
  while (runs == 0 || seconds < as.numeric(words[4])) {
    work()
    runs <- runs + 1
    seconds <- proc.time()[["elapsed"]] - start
  }
  sprintf('{"runs": %d, "seconds": %.6f}', runs, seconds)
}

prepared <- list()
set.seed(1)
questions <- file("stdin", "r")
while (length(line <- readLines(questions, 1)) > 0) {
  cat(answer(strsplit(line, " ")[[1]]), "\n", sep = "")
  flush(stdout())
}
