# Rscript calibration.R INPUT.csv OUTPUT.csv: R's glm of the outcome on the logit; called by classes.py.
arguments <- commandArgs(trailingOnly = TRUE)
input <- read.csv(arguments[1])
out <- file(arguments[2], "w")
writeLines(paste("# src/test/r/calibration.R, R", getRversion(), "glm; sets without a finite fit are left out"), out)
writeLines("seed,intercept,slope,interceptError,slopeError,large,largeError", out)
for (set in split(input, input$seed)) {
  logit <- qlogis(set$p)
  control <- glm.control(epsilon = 1e-14, maxit = 100)
  line <- suppressWarnings(glm(set$y ~ logit, family = binomial, control = control))
  large <- suppressWarnings(glm(set$y ~ offset(logit), family = binomial, control = control))
  values <- c(coef(line), sqrt(diag(vcov(line))), coef(large), sqrt(vcov(large)))
  if (max(set$p[set$y == 0]) > min(set$p[set$y == 1])) {
    writeLines(paste(c(set$seed[1], sprintf("%.11g", values)), collapse = ","), out)
  }
}
close(out)
