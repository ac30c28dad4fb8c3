package io.github.derm4j.model.training;

/** Ends the loop by the rule of early stopping. */
final class StopWhenOver implements LoopListener {

  private final EarlyStopping rule;

  StopWhenOver(EarlyStopping rule) {
    this.rule = rule;
  }

  @Override
  public void begun(TrainingLoop loop) {
    check(loop);
  }

  @Override
  public void epochFinished(TrainingLoop loop) {
    check(loop);
  }

  private void check(TrainingLoop loop) {
    if (rule.isOver(loop.position().figures())) {
      loop.end();
    }
  }
}
