# Rscript curves.R INPUT.csv OUTPUT.csv: pROC's figures of each generated set; called by curves.py.
suppressMessages(library(pROC))
arguments <- commandArgs(trailingOnly = TRUE)
input <- read.csv(arguments[1])
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.12g", x))
out <- file(arguments[2], "w")
writeLines(paste("# src/test/r/curves.R, pROC", packageVersion("pROC")), out)
writeLines("seed,auc,variance,pairedZ,pairedP,unpairedT,unpairedP,sensitivity80,sensitivity80Standardised,specificity90", out)
for (set in split(input, input$seed)) {
  curve <- function(score) suppressMessages(roc(set$truth, score, levels = c(0, 1), direction = "<", algorithm = 2))
  first <- curve(set$first)
  second <- curve(set$second)
  paired <- suppressWarnings(roc.test(first, second, method = "delong", paired = TRUE))
  unpaired <- suppressWarnings(roc.test(first, second, method = "delong", paired = FALSE))
  part <- function(...) suppressWarnings(as.numeric(auc(first, ...)))
  values <- c(
    as.numeric(auc(first)), var(first, method = "delong"),
    paired$statistic, paired$p.value, unpaired$statistic, unpaired$p.value,
    part(partial.auc = c(1, 0.8), partial.auc.focus = "sensitivity"),
    part(partial.auc = c(1, 0.8), partial.auc.focus = "sensitivity", partial.auc.correct = TRUE),
    part(partial.auc = c(1, 0.9), partial.auc.focus = "specificity"))
  writeLines(paste(c(set$seed[1], number(values)), collapse = ","), out)
}
close(out)
