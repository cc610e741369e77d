"""RetrievalSettings: the knobs of search."""

from pydantic import BaseModel, ConfigDict, Field


class RetrievalSettings(BaseModel):
    """How snippets are ranked.  The three shares are of one score; the weights are inside the dense one."""

    model_config = ConfigDict(frozen=True)

    dense_share: float = Field(default=0.70, ge=0, le=1, description="share of the vectors in a snippet's score")
    body_share: float = Field(default=0.20, ge=0, le=1, description="share of words found in headings and text")
    heading_share: float = Field(default=0.10, ge=0, le=1, description="share of words found in the headings alone")
    section_weight: float = Field(default=1.0, ge=0, le=10, description="weight of the whole section's vector")
    path_weight: float = Field(default=0.75, ge=0, le=10, description="weight of the heading path's vector")
    heading_weight: float = Field(default=0.75, ge=0, le=10, description="weight of the own heading's vector")
    passage_weight: float = Field(default=1.0, ge=0, le=10, description="weight of the best passage's vector")
    short_question_words: int = Field(
        default=40, ge=1, le=10_000, description="length from which on headings count less: they answer short questions"
    )
    precedent_floor: float = Field(
        default=0.45, ge=0, lt=1, description="likeness from which a past ticket counts as a precedent"
    )
    precedent_weight: float = Field(
        default=12.0, ge=0, le=100, description="most that past tickets add to a snippet's score; 0 learns nothing"
    )
    precedent_sharpness: float = Field(
        default=6.0, gt=0, le=100, description="how fast a past ticket counts less as it is less alike"
    )
    precedent_noise: float = Field(default=0.1, gt=0, le=10, description="how far a single past ticket is doubted")
    floor: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="similarity under which no policy covers a question; unset: the model's own",
    )
    poll_s: float = Field(default=0.5, gt=0, le=60, description="how often a newly published snapshot is looked for")
