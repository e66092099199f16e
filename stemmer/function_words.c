#include "stemmer/stemmer_private.h"

#include <string.h>

/* Words that carry grammar, not content: articles, pronouns, prepositions,
 * conjunctions, auxiliary and modal verbs, particles. Folded, with ss for ß and
 * with spelled-out umlauts. */
static const char words[] =
    /* articles and pronouns */
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner "
    "keines ich du er sie es wir ihr mich dich ihn uns euch mir dir ihm ihnen sich mein meine "
    "meinen meinem meiner meines dein deine deinen deinem deiner deines sein seine seinen seinem "
    "seiner seines ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer unseres "
    "unsern unserm unsre unsrer unsres unsren unsrem euer eure euren eurem eurer eures dieser "
    "diese dieses diesen diesem dies jener jene jenes jenen jenem derjenige diejenige dasjenige "
    "derjenigen diejenigen denjenigen demjenigen desjenigen derselbe dieselbe dasselbe derselben "
    "dieselben denselben demselben desselben welcher welche welches welchen welchem welch wer wen "
    "wem wessen was jeder jede jedes jeden jedem jedermann man jemand jemanden jemandem niemand "
    "niemanden niemandem etwas nichts alle allen aller alles allem beide beiden beider beides "
    "einige einigen einiger einiges manche manchen mancher manches manchem manch mehrere mehreren "
    "mehrerer solche solchen solcher solches solchem solch selbst deren dessen denen derer "
    "einander irgendein irgendeine irgendeinen irgendeinem irgendeiner irgendetwas irgendwas "
    "irgendwer irgendwie irgendwo irgendwann "
    /* prepositions and their contractions */
    "ab an auf aus ausser bei bis durch entlang fuer gegen hinter in mit nach nebst neben ohne "
    "seit ueber um unter von vor waehrend wegen zu zwischen trotz am ans aufs beim im ins vom zum "
    "zur vors fuers ums durchs uebers ueberm unters unterm hinters hinterm vorm statt anstatt "
    "gegenueber innerhalb ausserhalb oberhalb unterhalb per pro je mittels gemaess anhand "
    "aufgrund infolge zufolge hinsichtlich bezueglich angesichts zugunsten "
    /* conjunctions and question words */
    "und oder aber denn sondern sowie weder noch entweder als wie wenn weil da dass ob obwohl "
    "obgleich damit falls indem sobald solange sofern soweit nachdem seitdem bevor "
    "waehrenddessen bzw beziehungsweise sodass wo woher wohin wann warum wieso weshalb wobei "
    "wodurch wofuer wogegen womit wonach woran worauf woraus worin worueber wovon wozu worum "
    "worunter "
    /* auxiliary and modal verbs */
    "bin bist ist sind seid war warst waren wart gewesen sei seien seiest waere waerst waeren "
    "waert habe hast hat haben habt hatte hatten hattest hattet gehabt haette haettest haetten "
    "haettet werde wirst wird werden werdet wurde wurdest wurden wurdet geworden worden wuerde "
    "wuerdest wuerden wuerdet kann kannst koennen koennt konnte konntest konnten koennte "
    "koenntest koennten koenntet koenne muss musst muessen muesst musste mussten muesste "
    "muesstest muessten muesstet muesse soll sollst sollen sollt sollte solltest sollten solltet "
    "solle will willst wollen wollt wollte wolltest wollten wolltet darf darfst duerfen "
    "duerft durfte durften duerfte duerftest duerften duerfe mag magst moegen moegt moege mochte "
    "mochten moechte moechtest moechten moechtet "
    /* particles and adverbs without content of their own */
    "nicht auch nur schon sehr so doch ja nein nun mal eben etwa gar dann daher darum "
    "deshalb deswegen dadurch dafuer dagegen dahin danach daneben daran darauf daraus darin "
    "darueber darunter davon davor dazu dabei dazwischen hier hierbei hierfuer hierzu hiermit "
    "dort dorthin her hin herum hinaus sonst zwar also jedoch dennoch trotzdem allerdings bereits "
    "immer wieder nie niemals oft viel viele vielen vieler vieles vielem mehr weniger wenig "
    "wenige wenigen sogar bloss lediglich ueberhaupt zudem ausserdem ebenfalls ebenso zunaechst "
    "jetzt einmal naemlich hingegen ander andere anderen anderer anderes anderem anders";

static size_t next_word(const char **word, const char *pos)
{
    while (*pos == ' ') {
        pos++;
    }
    *word = pos;
    return strcspn(pos, " ");
}

typedef struct loading {
    fund_map *map;
    void *value; /* the word's offset + 1 */
} loading;

static bool put_spelling(const char *spelling, size_t len, void *payload)
{
    const loading *run = payload;
    return fund_map_put(run->map, spelling, len, run->value, NULL);
}

bool fund_function_words_load(fund_map *out)
{
    const char *word = words;
    for (size_t len = next_word(&word, word); len > 0; len = next_word(&word, word + len)) {
        /* "für" leads to "fuer" */
        loading run = {out, (void *)(uintptr_t)(word - words + 1)};
        if (!put_spelling(word, len, &run) || !fund_variants(NULL, word, len, put_spelling, &run)) {
            return false;
        }
    }
    return true;
}

bool fund_is_everywhere(const char *term, size_t len)
{
    static const char *const by_length[] = {
        [2] = "im zu es an in ",
        [3] = "der die das den dem des ein und von mit auf ist als hat sie wir ich ",
        [4] = "eine fuer auch sich dass sind aber ",
        [5] = "nicht haben ",
        [6] = "werden ",
    };
    if (len < 2 || len >= sizeof by_length / sizeof by_length[0]) {
        return false;
    }
    for (const char *word = by_length[len]; *word != '\0'; word += len + 1) {
        if (memcmp(word, term, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The last one of a word's spellings has all of its umlauts. */
static bool keep_spelling(const char *spelling, size_t len, void *payload)
{
    fund_buf_clear(payload);
    fund_buf_append(payload, spelling, len);
    return true;
}

bool fund_function_words_visit(fund_function_word_callback callback, void *payload)
{
    fund_buf written = FUND_BUF_INIT;
    const char *word = words;
    bool go_on = true;
    for (size_t len = next_word(&word, word); len > 0 && go_on;
         len = next_word(&word, word + len)) {
        keep_spelling(word, len, &written);
        fund_variants(NULL, word, len, keep_spelling, &written);
        go_on = !written.failed && callback(written.data, written.len, payload);
    }
    fund_buf_free(&written);
    return go_on;
}

const char *fund_function_word(const fund_map *map, const char *word, size_t len,
                               size_t *spelled_len)
{
    uintptr_t value = (uintptr_t)fund_map_get(map, word, len);
    if (value == 0) {
        return NULL;
    }
    const char *spelled = words + (value - 1);
    *spelled_len = strcspn(spelled, " ");
    return spelled;
}

uint64_t fund_function_words_hash(void)
{
    return fund_hash64(words, sizeof words - 1);
}
