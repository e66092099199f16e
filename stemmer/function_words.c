#include "stemmer/stemmer_private.h"

#include <string.h>

/* Words that carry grammar, not content: articles, pronouns, prepositions,
 * conjunctions, auxiliary and modal verbs, particles. Folded: ss for ß. */
static const char words[] =
    /* articles and pronouns */
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner "
    "keines ich du er sie es wir ihr mich dich ihn uns euch mir dir ihm ihnen sich "
    "mein meine meinen meinem meiner meines dein deine deinen deinem deiner deines "
    "sein seine seinen seinem seiner seines ihre ihren ihrem ihrer ihres "
    "unser unsere unseren unserem unserer unseres unsern unserm euer eure euren eurem eurer eures "
    "dieser diese dieses diesen diesem dies jener jene jenes jenen jenem "
    "derjenige diejenige dasjenige derjenigen diejenigen denjenigen demjenigen desjenigen "
    "derselbe dieselbe dasselbe derselben dieselben denselben demselben desselben "
    "welcher welche welches welchen welchem wer wen wem wessen was "
    "jeder jede jedes jeden jedem jedermann man jemand niemand etwas nichts "
    "alle allen aller alles allem beide beiden beider beides einige einigen einiger einiges "
    "manche manchen mancher manches manchem mehrere mehreren mehrerer solche solchen solcher "
    "solches solchem selbst deren dessen denen einander "
    /* prepositions and their contractions */
    "ab an auf aus bei bis durch entlang fuer f\xc3\xbcr gegen hinter in mit nach neben ohne "
    "seit ueber \xc3\xbc" "ber um unter von vor waehrend w\xc3\xa4hrend wegen zu zwischen trotz "
    "am ans aufs beim im ins vom zum zur vors fuers f\xc3\xbcrs ums durchs "
    "statt anstatt gegenueber gegen\xc3\xbc" "ber innerhalb ausserhalb per pro je "
    /* conjunctions and question words */
    "und oder aber denn sondern sowie weder noch entweder als wie wenn weil da dass ob obwohl "
    "damit falls indem sobald solange sofern nachdem bevor ehe waehrenddessen w\xc3\xa4hrenddessen "
    "wo woher wohin wann warum wieso weshalb wobei wodurch wof\xc3\xbcr wofuer wogegen womit "
    "wonach woran worauf woraus worin wor\xc3\xbc" "ber worueber wovon wozu "
    /* auxiliary and modal verbs */
    "bin bist ist sind seid war warst waren wart gewesen sei seien w\xc3\xa4re waere w\xc3\xa4ren "
    "waeren habe hast hat haben habt hatte hatten hattest gehabt h\xc3\xa4tte haette h\xc3\xa4tten "
    "haetten werde wirst wird werden werdet wurde wurden geworden worden w\xc3\xbcrde wuerde "
    "w\xc3\xbcrden wuerden kann kannst k\xc3\xb6nnen koennen k\xc3\xb6nnt konnte konnten "
    "k\xc3\xb6nnte koennte k\xc3\xb6nnten koennten k\xc3\xb6nne koenne muss musst m\xc3\xbcssen "
    "muessen m\xc3\xbcsst musste mussten m\xc3\xbcsste muesste m\xc3\xbcssten muessten "
    "m\xc3\xbcsse muesse soll sollst sollen sollt sollte sollten solle will willst wollen wollt "
    "wollte wollten wolle darf darfst d\xc3\xbcrfen duerfen d\xc3\xbcrft durfte durften "
    "d\xc3\xbcrfte duerfte d\xc3\xbcrften duerften d\xc3\xbcrfe duerfe mag m\xc3\xb6gen moegen "
    "mochte mochten m\xc3\xb6" "chte moechte m\xc3\xb6" "chten moechten "
    /* particles and adverbs without content of their own */
    "nicht auch nur schon sehr so doch ja nein nun mal eben wohl etwa gar "
    "dann daher darum deshalb deswegen dadurch daf\xc3\xbcr dafuer dagegen dahin danach daneben "
    "daran darauf daraus darin dar\xc3\xbc" "ber darueber darunter davon davor dazu dabei dazwischen "
    "hier hierbei hierf\xc3\xbcr hierfuer hierzu dort dorthin her hin herum hinaus sonst zwar "
    "also jedoch dennoch trotzdem allerdings bereits immer wieder nie niemals oft viel viele "
    "vielen vieler vieles mehr weniger wenig wenige wenigen sogar bloss lediglich ueberhaupt "
    "\xc3\xbc" "berhaupt zudem ausserdem ebenfalls ebenso zun\xc3\xa4" "chst zunaechst jetzt "
    "einmal irgendwie irgendwo irgendwas ander andere anderen anderer anderes anderem anders";

static size_t next_word(const char **word, const char *pos)
{
    while (*pos == ' ') {
        pos++;
    }
    *word = pos;
    return strcspn(pos, " ");
}

bool fund_function_words_load(fund_map *out)
{
    static char present; /* any address will do: the table is used as a set */
    const char *word = words;
    for (size_t len = next_word(&word, word); len > 0; len = next_word(&word, word + len)) {
        if (!fund_map_put(out, word, len, &present, NULL)) {
            return false;
        }
    }
    return true;
}

uint64_t fund_function_words_hash(void)
{
    return fund_hash64(words, sizeof words - 1);
}
