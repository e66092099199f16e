/* The weights of the second score, as they were learnt: docs/ranking.md. */
#include "searcher/rank/rank.h"

const fund_rank_weights fund_rank_defaults = {
    .length = .15,
    .form = .5,
    .piece = .3,
    .part = .2,
    .together = .6,
    .beside = .4,
    .some = .25,
    .hyphen = .55,
    .prefix = .35,
    .lead = .1,
    .title = .8,
    .title_part = .3,
    .titled = .3,
    .concavity = .6,
    .pivot = 8,
    .nearness = .1,
    .author = .5,
    .context = .2,
};
