package io.github.derm4j.model;

import io.github.derm4j.model.inception.InceptionV3;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One forward and one backward pass through a folded body and its head. Deeplearning4j's graph
 * keeps the gradients of its parameters but drops those of its activations. Here the gradients of
 * activations are needed instead, so the vertices are called one by one.
 */
final class BackwardPass {

  /** The last block before the pooling. */
  static final String LAST_BLOCK = "mixed10";

  private final ComputationGraph body;
  private final SoftmaxHead head;
  private final GraphVertex[] vertices;
  private final int[] order;

  /**
   * Prepares a network. Allocates memory for the gradients of its parameters, because every layer
   * computes them even if they are not used.
   */
  BackwardPass(ComputationGraph body, SoftmaxHead head) {
    this.body = body;
    this.head = head;
    this.vertices = body.getVertices();
    this.order = body.topologicalSortOrder();
    body.initGradientsView();
  }

  /** Computes the gradient of one training class for images {@code [n, size, size, 3]}. */
  ClassGradient gradient(INDArray images, int trainingClass, ClassGradient.Of what) {
    LayerWorkspaceMgr noWorkspaces = LayerWorkspaceMgr.noWorkspaces();
    INDArray[] outputs = forward(images, noWorkspaces);
    INDArray probabilities = head.probabilities(outputs[index(InceptionV3.FEATURES)]);
    INDArray atScores =
        Nd4j.zeros(probabilities.dataType(), probabilities.rows(), probabilities.columns());
    switch (what) {
      case SCORE -> atScores.getColumn(trainingClass).assign(1);
      case LOSS -> {
        // The derivative of the cross-entropy by the scores: p - 1 for the class, p for the others.
        atScores.assign(probabilities);
        atScores.getColumn(trainingClass).subi(1);
      }
    }
    INDArray[] gradients = backward(atScores.mmul(head.weights().transpose()), noWorkspaces);
    int block = index(LAST_BLOCK);
    ClassGradient gradient =
        new ClassGradient(
            probabilities, gradients[index(InceptionV3.INPUT)], outputs[block], gradients[block]);
    for (GraphVertex vertex : vertices) {
      vertex.clear();
    }
    return gradient;
  }

  private INDArray[] forward(INDArray images, LayerWorkspaceMgr noWorkspaces) {
    INDArray[] outputs = new INDArray[vertices.length];
    for (int at : order) {
      GraphVertex vertex = vertices[at];
      if (vertex.isInputVertex()) {
        outputs[at] = images;
        continue;
      }
      VertexIndices[] inputs = vertex.getInputVertices();
      for (int i = 0; i < inputs.length; i++) {
        vertex.setInput(i, outputs[inputs[i].getVertexIndex()], noWorkspaces);
      }
      outputs[at] = vertex.doForward(true, noWorkspaces);
    }
    return outputs;
  }

  private INDArray[] backward(INDArray atFeatures, LayerWorkspaceMgr noWorkspaces) {
    INDArray[] gradients = new INDArray[vertices.length];
    gradients[index(InceptionV3.FEATURES)] = atFeatures;
    for (int i = order.length - 1; i >= 0; i--) {
      GraphVertex vertex = vertices[order[i]];
      if (vertex.isInputVertex()) {
        continue;
      }
      vertex.setEpsilon(gradients[order[i]]);
      INDArray[] atInputs = vertex.doBackward(false, noWorkspaces).getSecond();
      VertexIndices[] inputs = vertex.getInputVertices();
      for (int k = 0; k < inputs.length; k++) {
        int from = inputs[k].getVertexIndex();
        INDArray sum = gradients[from];
        gradients[from] = sum == null ? atInputs[k] : sum.add(atInputs[k]);
      }
    }
    return gradients;
  }

  private int index(String vertex) {
    return Objects.requireNonNull(body.getVertex(vertex), vertex).getVertexIndex();
  }
}
