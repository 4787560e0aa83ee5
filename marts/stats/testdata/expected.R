# What R says of the people in people.csv (set, entry, exit, cause, group, late) and the counts in counts.csv (k, n, level).
# One line an answer: set, name, time, value.
suppressPackageStartupMessages(library(survival))
say <- function(set, name, time, value)
  cat(sprintf("%s,%s,%.17g,%.17g\n", set, name, time, value), sep = "")

people <- read.csv("people.csv", colClasses = c(set = "character", cause = "character", group = "character"))
for (set in unique(people$set)) {
  p <- people[people$set == set, ]
  late <- p$late[1] == 1
  p$id <- seq_len(nrow(p))
  p$event <- as.integer(p$cause != "none")
  p$state <- factor(p$cause, c("none", "a", "b", "c"))
  at <- c(0, 3, 10, 17.5)
  for (type in c("log-log", "log", "plain")) {
    km <- if (late) survfit(Surv(entry, exit, event) ~ 1, data = p, conf.type = type)
          else survfit(Surv(exit, event) ~ 1, data = p, conf.type = type)
    say(set, paste0("lower ", type), km$time, km$lower)
    say(set, paste0("upper ", type), km$time, km$upper)
    q <- quantile(km, c(0.25, 0.5, 0.75))
    say(set, paste0("quantile ", type), c(0.25, 0.5, 0.75), q$quantile)
    say(set, paste0("quantile lower ", type), c(0.25, 0.5, 0.75), q$lower)
    say(set, paste0("quantile upper ", type), c(0.25, 0.5, 0.75), q$upper)
  }
  s <- summary(km)
  say(set, "survival", km$time, km$surv)
  say(set, "survival se", s$time, s$std.err)
  say(set, "at risk", km$time, km$n.risk)
  mean <- summary(km, rmean = 10)$table
  say(set, "mean", 10, mean[["rmean"]])
  say(set, "mean se", 10, mean[["se(rmean)"]])
  fixed <- summary(km, times = at, extend = FALSE)
  say(set, "fixed", fixed$time, fixed$surv)
  if (!late) say(set, "fixed at risk", fixed$time, fixed$n.risk)

  aj <- if (late) survfit(Surv(entry, exit, state) ~ 1, data = p, id = id, conf.type = "log-log")
        else survfit(Surv(exit, state) ~ 1, data = p, conf.type = "log-log")
  for (k in 1:4) {
    name <- c("none", "a", "b", "c")[k]
    say(set, paste("incidence", name), aj$time, aj$pstate[, k])
    say(set, paste("incidence se", name), aj$time, aj$std.err[, k])
    say(set, paste("incidence lower", name), aj$time, aj$lower[, k])
    say(set, paste("incidence upper", name), aj$time, aj$upper[, k])
  }
  if (!late) {
    test <- survdiff(Surv(exit, event) ~ group, data = p)
    say(set, "chi squared", 0, test$chisq)
    say(set, "p", 0, test$pvalue)
    say(set, "expected", seq_along(test$exp), test$exp)
  }
}

counts <- read.csv("counts.csv")
for (i in seq_len(nrow(counts))) {
  k <- counts$k[i]
  wilson <- suppressWarnings(prop.test(k, counts$n[i], conf.level = counts$level[i], correct = FALSE))$conf.int
  exact <- poisson.test(k, conf.level = counts$level[i])$conf.int
  say("counts", "wilson lower", i, wilson[1])
  say("counts", "wilson upper", i, wilson[2])
  say("counts", "poisson lower", i, exact[1])
  say("counts", "poisson upper", i, exact[2])
}

# Monoclonal gammopathy (Kyle and others 2002), the data set of survival's own vignette: malignancy (1) or death (2) first.
m <- mgus2
say("mgus2", "months", seq_len(nrow(m)), ifelse(m$pstat == 1, m$ptime, m$futime))
say("mgus2", "event", seq_len(nrow(m)), ifelse(m$pstat == 1, 1, 2 * m$death))
