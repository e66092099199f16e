/* Lucene 8 for the benchmark: its GermanAnalyzer, alone or with the hyphenation
 * decompounder, on passages of one line each: ID TAB TEXT [TAB TITLE].
 *
 *   Lucene index  DIR plain|compound PATTERNS WORDS PASSAGES THREADS
 *   Lucene query  DIR plain|compound PATTERNS WORDS QUERIES PASSES words|phrases
 *   Lucene update DIR plain|compound PATTERNS WORDS PASSAGES COUNT
 *
 * query prints the microseconds of each query of the last pass, update those from
 * a change to the first search that sees it; both in one warm process. */
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.compound.HyphenationCompoundWordTokenFilter;
import org.apache.lucene.analysis.compound.hyphenation.HyphenationTree;
import org.apache.lucene.analysis.de.*;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.store.*;
import org.apache.lucene.util.QueryBuilder;
import org.xml.sax.InputSource;

public class Lucene {
    static Analyzer analyzer(String kind, String patterns, String words) throws Exception {
        if (kind.equals("plain")) {
            return new GermanAnalyzer();
        }
        final HyphenationTree tree =
            HyphenationCompoundWordTokenFilter.getHyphenationTree(new InputSource(patterns));
        final CharArraySet dictionary = new CharArraySet(400000, true);
        for (String word : Files.readAllLines(Paths.get(words))) {
            if (word.length() > 3) {
                dictionary.add(word.toLowerCase(Locale.GERMAN));
            }
        }
        return new Analyzer() {
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer source = new StandardTokenizer();
                TokenStream s = new LowerCaseFilter(source);
                s = new StopFilter(s, GermanAnalyzer.getDefaultStopSet());
                s = new HyphenationCompoundWordTokenFilter(s, tree, dictionary, 5, 4, 15, true);
                s = new GermanNormalizationFilter(s);
                return new TokenStreamComponents(source, new GermanLightStemFilter(s));
            }
        };
    }

    static Document document(String line) {
        String[] fields = line.split("\t");
        Document d = new Document();
        d.add(new StringField("id", fields[0], Field.Store.YES));
        d.add(new TextField("text", fields[1], Field.Store.YES));
        if (fields.length > 2) {
            d.add(new TextField("title", fields[2], Field.Store.YES));
        }
        return d;
    }

    static void index(Directory dir, Analyzer analyzer, String passages, int threads)
        throws Exception {
        IndexWriter writer = new IndexWriter(
            dir, new IndexWriterConfig(analyzer).setOpenMode(IndexWriterConfig.OpenMode.CREATE));
        BufferedReader in = Files.newBufferedReader(Paths.get(passages), StandardCharsets.UTF_8);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Void>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            done.add(pool.submit(() -> {
                List<String> lines = new ArrayList<>();
                do {
                    lines.clear();
                    synchronized (in) {
                        for (String line; lines.size() < 500 && (line = in.readLine()) != null;) {
                            lines.add(line);
                        }
                    }
                    for (String line : lines) {
                        writer.addDocument(document(line));
                    }
                } while (!lines.isEmpty());
                return null;
            }));
        }
        for (Future<Void> each : done) {
            each.get();
        }
        pool.shutdown();
        writer.forceMerge(1);
        writer.close();
    }

    static Query parse(QueryBuilder builder, String text, boolean phrase) {
        return phrase ? builder.createPhraseQuery("text", text)
                      : builder.createBooleanQuery("text", text);
    }

    static void query(Directory dir, Analyzer analyzer, String file, int passes, boolean phrases)
        throws Exception {
        IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(dir));
        QueryBuilder builder = new QueryBuilder(analyzer);
        List<String> queries = Files.readAllLines(Paths.get(file));
        long[] times = new long[queries.size()];
        long found = 0;
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < times.length; i++) {
                String line = queries.get(i);
                long start = System.nanoTime();
                Query q = parse(builder, line.substring(line.indexOf('\t') + 1), phrases);
                if (q != null) { /* else all of it are stop words */
                    for (ScoreDoc hit : searcher.search(q, 10).scoreDocs) {
                        found += searcher.doc(hit.doc, Collections.singleton("id")).get("id").length();
                    }
                }
                times[i] = (System.nanoTime() - start) / 1000;
            }
        }
        for (long time : times) {
            System.out.println(time);
        }
        System.err.println(found);
    }

    static void update(Directory dir, Analyzer analyzer, String passages, int count)
        throws Exception {
        IndexWriter writer = new IndexWriter(dir, new IndexWriterConfig(analyzer));
        DirectoryReader reader = DirectoryReader.open(dir);
        try (BufferedReader in = Files.newBufferedReader(Paths.get(passages))) {
            for (int i = 0; i < count; i++) {
                Document d = document(in.readLine());
                String word = "Aktualisierung" + i;
                d.add(new TextField("text", word, Field.Store.NO));
                long start = System.nanoTime();
                writer.updateDocument(new Term("id", d.get("id")), d);
                writer.commit();
                reader = DirectoryReader.openIfChanged(reader);
                TopDocs top = new IndexSearcher(reader).search(
                    parse(new QueryBuilder(analyzer), word, false), 10);
                System.out.println((System.nanoTime() - start) / 1000);
                if (top.scoreDocs.length == 0) {
                    throw new IllegalStateException("not found");
                }
            }
        }
        writer.close();
    }

    public static void main(String[] a) throws Exception {
        Directory dir = FSDirectory.open(Paths.get(a[1]));
        Analyzer analyzer = analyzer(a[2], a[3], a[4]);
        switch (a[0]) {
        case "index":
            index(dir, analyzer, a[5], Integer.parseInt(a[6]));
            break;
        case "query":
            query(dir, analyzer, a[5], Integer.parseInt(a[6]), a[7].equals("phrases"));
            break;
        default:
            update(dir, analyzer, a[5], Integer.parseInt(a[6]));
        }
    }
}
