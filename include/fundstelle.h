/*
 * fundstelle.h - full-text search in German articles: the whole library.
 *
 *   <fundstelle/types.h>    version, errors, text, the fields of an article, log
 *   <fundstelle/analyze.h>  text to terms; where compounds are split
 *   <fundstelle/read.h>     files, folders and streams to articles
 *   <fundstelle/index.h>    articles to an index
 *   <fundstelle/search.h>   queries to ranked passages
 *   <fundstelle/count.h>    figures about words: frequencies, collocations, concordances
 *
 * docs/examples has programs that use it; `pkg-config --cflags --libs fundstelle` has the flags.
 */
#ifndef FUNDSTELLE_H
#define FUNDSTELLE_H

#include <fundstelle/analyze.h>
#include <fundstelle/count.h>
#include <fundstelle/index.h>
#include <fundstelle/read.h>
#include <fundstelle/search.h>
#include <fundstelle/types.h>

#endif
