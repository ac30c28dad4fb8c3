package io.github.derm4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Runs the same work in N tasks at the same time, or in none. If one task fails, Spark fails all of
 * them, and does not repeat the stage, because it is the last of its job.
 */
final class BarrierStage {

  /** The work of a task. */
  @FunctionalInterface
  interface Work<R> extends Serializable {
    R run(BarrierTaskContext context) throws Exception;
  }

  private BarrierStage() {}

  /** The results in the order of the tasks. */
  static <R> List<R> run(JavaSparkContext spark, int tasks, Work<R> work) {
    List<Integer> ranks = IntStream.range(0, tasks).boxed().toList();
    ClassTag<R> any = ClassTag$.MODULE$.apply(Object.class);
    return new JavaRDD<>(
            spark
                .parallelize(ranks, tasks)
                .rdd()
                .barrier()
                .mapPartitions(new Task<R>(work), false, any),
            any)
        .collect();
  }

  /** The work as a Scala function, because barriers have no Java API. */
  private static final class Task<R> extends AbstractFunction1<Iterator<Integer>, Iterator<R>>
      implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Work<R> work;

    Task(Work<R> work) {
      this.work = work;
    }

    @Override
    public Iterator<R> apply(Iterator<Integer> rank) {
      try {
        R result = work.run(BarrierTaskContext.get());
        return scala.collection.Iterator$.MODULE$.single(result);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new TaskFailure(e);
      }
    }
  }

  private static final class TaskFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TaskFailure(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }
}
