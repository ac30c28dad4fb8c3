# Rscript metrics.R SCORES TRUTH: times pROC on raw doubles and bytes; called by metrics.py.
suppressMessages(library(pROC))
files <- commandArgs(trailingOnly = TRUE)
seconds <- function(expression, times) {
  expression <- substitute(expression)
  frame <- parent.frame()
  median(replicate(times, system.time(eval(expression, frame))[["elapsed"]]))
}
read <- function(n) {
  list(score = readBin(files[1], "double", n), truth = readBin(files[2], "integer", n, size = 1))
}
for (n in c(1e5, 1e6)) {
  data <- read(n)
  run <- function() ci.auc(roc(data$truth, data$score, levels = c(0, 1), direction = "<"), method = "delong")
  cat("pROC curve and DeLong interval,", format(n, scientific = FALSE), ",", seconds(run(), 5), "\n")
}
data <- read(1e4)
curve <- roc(data$truth, data$score, levels = c(0, 1), direction = "<")
run <- function() ci.auc(curve, method = "bootstrap", boot.n = 2000, progress = "none")
cat("pROC bootstrap of 2000, 10000 ,", seconds(run(), 1), "\n")
