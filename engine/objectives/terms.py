"""Terms of other libraries: names of the same thing, functions written with others, and names of something else.

All words are in the normal form of `engine.objectives.spelling`: small letters, without separators.
"""

from __future__ import annotations

from collections.abc import Mapping

SAME: Mapping[str, tuple[str, ...]] = {
    # Functions
    "ln": ("log",), "loge": ("log",), "logarithm": ("log",), "naturallog": ("log",),
    "sine": ("sin",), "sen": ("sin",), "cosine": ("cosine", "cos"), "tangent": ("tan",), "tg": ("tan",),
    "exponential": ("exponential", "exp"), "squareroot": ("sqrt",), "root": ("sqrt",),
    "absolute": ("abs",), "fabs": ("abs",), "modulus": ("abs",), "sgn": ("sign",), "signum": ("sign",),
    "hyperbolictangent": ("tanh",), "th": ("tanh",), "tgh": ("tanh",), "tansig": ("tanh",),
    "maximum": ("max",), "minimum": ("min",),
    # Activations
    "logistic": ("sigmoid",), "logsig": ("sigmoid",), "expit": ("sigmoid",), "sigm": ("sigmoid",),
    "identity": ("linear",), "purelin": ("linear",), "none": ("linear", "constant"),
    "rectifier": ("relu",), "rectifiedlinear": ("relu",), "rectifiedlinearunit": ("relu",), "poslin": ("relu",),
    "relulayer": ("relu",), "lrelu": ("leaky_relu",), "leakyrectifiedlinear": ("leaky_relu",),
    # Losses
    "meansquarederror": ("mse",), "meansquareerror": ("mse",), "squarederror": ("mse",), "mseloss": ("mse",),
    "quadratic": ("mse",), "l2loss": ("mse",),
    "meanabsoluteerror": ("mae",), "absoluteerror": ("mae",), "maeloss": ("mae",), "l1loss": ("mae",),
    "binarycrossentropy": ("bce",), "bceloss": ("bce",), "bcewithlogits": ("bce",), "bcewithlogitsloss": ("bce",),
    "binarycrossentropywithlogits": ("bce",), "sigmoidcrossentropy": ("bce",), "logloss": ("bce",),
    "categoricalcrossentropy": ("cross_entropy",), "sparsecategoricalcrossentropy": ("cross_entropy",),
    "crossentropyloss": ("cross_entropy",), "softmaxcrossentropy": ("cross_entropy",),
    "cce": ("cross_entropy",), "multiclasscrossentropy": ("cross_entropy",),
    # Optimizers
    "gd": ("sgd",), "gradientdescent": ("sgd",), "stochasticgradientdescent": ("sgd",), "traingd": ("sgd",),
    "vanilla": ("sgd",), "sgdoptimizer": ("sgd",), "sgdm": ("momentum",), "traingdm": ("momentum",),
    "heavyball": ("momentum",), "momentumoptimizer": ("momentum",), "nag": ("nesterov",),
    "nesterovmomentum": ("nesterov",), "adamoptimizer": ("adam",), "adamwoptimizer": ("adamw",),
    "rmspropoptimizer": ("rmsprop",), "adagradoptimizer": ("adagrad",),
    # Schedules
    "steplr": ("step",), "stepdecay": ("step",), "staircase": ("step",), "exponentiallr": ("exponential",),
    "exponentialdecay": ("exponential",), "inversetimedecay": ("inverse_time",),
    "cosineannealing": ("cosine",), "cosineannealinglr": ("cosine",), "cosinedecay": ("cosine",),
    "warmup": ("linear_warmup",), "fixed": ("constant",),
    # Initial parameters
    "xavieruniform": ("glorot_uniform",), "xaviernormal": ("glorot_normal",),
    "kaiminguniform": ("he_uniform",), "kaimingnormal": ("he_normal",),
    "randomuniform": ("uniform",), "randomnormal": ("normal",), "gaussian": ("normal",),
    # The order of rows
    "shuffled": ("shuffle",), "randomreshuffling": ("shuffle",), "permutation": ("shuffle",),
    "inorder": ("sequential",), "ordered": ("sequential",), "cyclic": ("sequential",),
    "withreplacement": ("random",),
    # Keys
    "lr": ("learning_rate",), "eta": ("learning_rate",), "eta0": ("learning_rate",),
    "learningrateinit": ("learning_rate",), "initiallearnrate": ("learning_rate",), "learnrate": ("learning_rate",),
    "stepsize": ("learning_rate",), "alpha": ("learning_rate", "rho"),
    "optim": ("optimizer",), "solver": ("optimizer",), "scheduler": ("schedule",), "lrscheduler": ("schedule",),
    "learningrateschedule": ("schedule",), "batch": ("batch_size",), "minibatchsize": ("batch_size",),
    "minibatch": ("batch_size",), "numepochs": ("epochs",), "nepochs": ("epochs",), "maxepochs": ("epochs",),
    "numsteps": ("steps",), "nsteps": ("steps",), "maxsteps": ("steps",), "iterations": ("steps",),
    "niter": ("steps",), "maxiter": ("steps",), "randomstate": ("seed",), "randomseed": ("seed",),
    "freeze": ("frozen",), "stopping": ("stop",), "earlystopping": ("stop",), "niternochange": ("patience",),
    "gradnorm": ("gradient_norm",), "eps": ("epsilon",), "l2": ("weight_decay",), "wd": ("weight_decay",),
    "l2penalty": ("weight_decay",), "mu": ("momentum",), "testsize": ("test_fraction",),
    "testsplit": ("test_fraction",), "validationsplit": ("test_fraction",), "standardise": ("standardize",),
    "zscore": ("standardize",), "features": ("inputs",), "labels": ("targets",), "csv": ("file",),
    "nsamples": ("n",), "neurons": ("units",), "nodes": ("units",), "outfeatures": ("units",),
    "activationfunction": ("activation",), "act": ("activation",), "nonlinearity": ("activation",),
    "transferfunction": ("activation",), "usebias": ("bias",), "initializer": ("initial",), "init": ("initial",),
    "kernelinitializer": ("initial",), "lossfunction": ("loss",), "criterion": ("loss",), "cost": ("loss",),
    "std": ("deviation",), "stddev": ("deviation",), "stdev": ("deviation",), "sigma": ("deviation",),
    "minval": ("low",), "maxval": ("high",), "gamma": ("factor",), "decayrate": ("factor",),
    "formula": ("expression",), "variables": ("start",), "question": ("ask",),
}  # fmt: skip
"""A word and what this program calls the same thing: the words of Keras, PyTorch, scikit-learn, MATLAB and textbooks.
Where it names several things, those that are known in the place are all proposed."""

REWRITES: Mapping[str, str] = {
    "log10": "log(x)/log(10)", "lg": "log(x)/log(10)", "log2": "log(x)/log(2)", "lb": "log(x)/log(2)",
    "ld": "log(x)/log(2)", "log1p": "log(1 + x)", "expm1": "exp(x) - 1", "exp2": "2**x", "exp10": "10**x",
    "sinh": "(exp(x) - exp(-x))/2", "sh": "(exp(x) - exp(-x))/2", "cosh": "(exp(x) + exp(-x))/2",
    "ch": "(exp(x) + exp(-x))/2", "coth": "1/tanh(x)", "sech": "2/(exp(x) + exp(-x))",
    "csch": "2/(exp(x) - exp(-x))", "cot": "cos(x)/sin(x)", "ctg": "cos(x)/sin(x)", "cotan": "cos(x)/sin(x)",
    "sec": "1/cos(x)", "csc": "1/sin(x)", "cosec": "1/sin(x)",
    "asinh": "log(x + sqrt(x**2 + 1))", "arcsinh": "log(x + sqrt(x**2 + 1))", "arsinh": "log(x + sqrt(x**2 + 1))",
    "acosh": "log(x + sqrt(x**2 - 1))", "arccosh": "log(x + sqrt(x**2 - 1))", "arcosh": "log(x + sqrt(x**2 - 1))",
    "atanh": "log((1 + x)/(1 - x))/2", "arctanh": "log((1 + x)/(1 - x))/2", "artanh": "log((1 + x)/(1 - x))/2",
    "sqr": "x**2", "square": "x**2", "cube": "x**3", "reciprocal": "1/x", "rsqrt": "1/sqrt(x)",
    "logit": "log(x/(1 - x))", "silu": "x*sigmoid(x)", "swish": "x*sigmoid(x)", "softsign": "x/(1 + abs(x))",
    "logsigmoid": "-softplus(-x)", "mish": "x*tanh(softplus(x))", "tanhshrink": "x - tanh(x)",
    "relu6": "relu(x) - relu(x - 6)", "leakyrelu": "relu(x) - 0.01*relu(-x)",
    "deg2rad": "x*pi/180", "radians": "x*pi/180", "rad2deg": "x*180/pi", "degrees": "x*180/pi",
}  # fmt: skip
"""Functions of x that the language lacks, written with those that it has."""

REWRITES_OF_TWO: Mapping[str, str] = {
    "pow": "a**b", "power": "a**b", "hypot": "sqrt(a**2 + b**2)",
    "max": "a + relu(b - a), so max(0, z) is relu(z)", "min": "a - relu(a - b)",
}  # fmt: skip
"""Functions of a and b that the language of functions lacks, written with those that it has."""

INEXPRESSIBLE = frozenset({
    "arctan", "atan", "arcsin", "asin", "arccos", "acos", "arccot", "acot", "arcsec", "arccsc", "arctan2",
    "atan2", "arctg", "sinc", "cbrt", "floor", "ceil", "round", "trunc", "mod", "fmod", "rem", "frac",
    "heaviside", "step", "gamma", "lgamma", "gammaln", "factorial", "beta", "erf", "erfc", "erfinv", "digamma",
    "zeta", "sinpi", "cospi", "gelu", "elu", "selu", "celu", "prelu", "softmin", "hardtanh", "hardsigmoid",
    "hardswish",
})  # fmt: skip
"""Functions that the language can neither compute nor express."""

_OTHERS = frozenset({
    "sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs", "sign", "max", "min", "relu", "sigmoid",
    "softplus", "linear", "softmax", "logsoftmax", "maxout", "rrelu", "glu", "geglu", "radbas", "satlin",
    "hardlim", "mse", "mae", "bce", "crossentropy", "rmse", "msle", "mape", "smape", "mbe", "huber", "smoothl1",
    "hinge", "squaredhinge", "logcosh", "poisson", "kl", "kldivergence", "nll", "nllloss", "focal", "dice",
    "triplet", "contrastive", "cosinesimilarity", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam",
    "adamw", "adamax", "nadam", "radam", "adadelta", "amsgrad", "adafactor", "ftrl", "lion", "lamb", "lars",
    "lbfgs", "bfgs", "rprop", "asgd", "newton", "levenbergmarquardt", "constant", "exponential", "inversetime",
    "cosine", "linearwarmup", "polynomial", "piecewise", "multistep", "plateau", "reducelronplateau",
    "onecycle", "cyclical", "adaptive", "uniform", "normal", "glorotuniform", "glorotnormal", "heuniform",
    "henormal", "lecununiform", "lecunnormal", "xavier", "kaiming", "orthogonal", "truncatednormal", "zeros",
    "ones", "circle", "xor", "moons", "gauss", "spiral", "plane", "sequential", "shuffle", "random", "mean",
    "sum", "invscaling", "linearlr", "constantlr",
})  # fmt: skip

DISTINCT = REWRITES.keys() | REWRITES_OF_TWO.keys() | INEXPRESSIBLE | _OTHERS
"""Terms that are not misspellings of other terms."""
