"""Makes src/test/resources/io/github/derm4j/model/embedding/tsne.csv: points of six overlapping groups on a curved
surface in ten dimensions, scikit-learn's t-SNE of them, and scikit-learn's trustworthiness of that.

Run: /usr/bin/python3 tsne.py > tsne.csv   (Debian bookworm: python3-sklearn 1.2.1)"""
import numpy
import sklearn
from sklearn.manifold import TSNE, trustworthiness

random = numpy.random.default_rng(7)
groups = random.normal(0, 1.6, (6, 3))
latent = numpy.repeat(groups, 50, axis=0) + random.normal(0, 0.7, (300, 3))
mixing = random.normal(0, 1, (3, 10))
points = numpy.round(numpy.tanh(latent @ mixing) * 2 + random.normal(0, 0.05, (300, 10)), 4)
embedding = numpy.round(TSNE(perplexity=20, init="random", random_state=1).fit_transform(points), 3)
print("# tsne.py, scikit-learn", sklearn.__version__, "- ten features, then two coordinates of sklearn's t-SNE")
print("# trustworthiness,5,%.12f" % trustworthiness(points, embedding, n_neighbors=5))
print("# trustworthiness,12,%.12f" % trustworthiness(points, embedding, n_neighbors=12))
for row in numpy.hstack([points, embedding]):
    print(",".join("%g" % value for value in row))
