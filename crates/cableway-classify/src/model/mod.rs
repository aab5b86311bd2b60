//! The stage `model`, and how a model is trained and measured.

mod calibrate;
mod classifier;
mod evaluate;
mod file;
mod folds;
mod labelled;
mod linear;
mod random;
mod reading;
mod space;
mod stage;
mod train;
mod vocabulary;

pub use self::classifier::{Classifier, LabelInfo, ModelInfo};
pub use self::evaluate::{Bin, Calibration, Evaluation, LabelFigures, Rates, evaluate};
pub use self::file::ModelError;
pub use self::labelled::{DataError, Labelled, LabelledSet};
pub use self::reading::{Characters, Features};
pub use self::stage::{Model, ModelConfig};
pub use self::train::{TrainOptions, Trained, Tried, train};
