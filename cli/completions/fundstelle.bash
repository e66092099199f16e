# Completions for bash: commands, options, sections, authors, sources and article ids.
# The program itself tells them, so that they are never out of date.
_fundstelle() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command=${COMP_WORDS[1]} program=${COMP_WORDS[0]} field='' index=() i
    local IFS=$'\n'
    COMPREPLY=()
    if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W "$("$program" --help=commands 2>/dev/null | cut -f1)" -- "$word"))
        return
    fi
    for ((i = 2; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -i | --index) index+=(-i "${COMP_WORDS[i + 1]}") ;;
        esac
    done
    # "=" is a word of its own.
    if [[ $word == = ]]; then
        before=$before= word=''
    elif [[ $before == = ]]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}=
    fi
    [[ $before == --prune= ]] || before=${before%=}
    case $before in
    --section | --author | --source) field=${before#--} ;;
    --format)
        local formats=$'text\njson\ncsv\ntrec'
        case $command in
        index | watch) formats=$("$program" formats --json 2>/dev/null |
            sed -n 's/.*"format":"\([^"]*\)".*/\1/p') ;;
        trend) formats=$'text\ncsv\ntsv\njson\nsvg' ;;
        kwic | words | ngrams | collocates) formats=$'text\ncsv\ntsv\njson' ;;
        esac
        COMPREPLY=($(compgen -W "$formats" -- "$word"))
        return
        ;;
    --date-from) COMPREPLY=($(compgen -W $'path\nmtime' -- "$word")); return ;;
    --duplicates) COMPREPLY=($(compgen -W $'hide\nshow' -- "$word")); return ;;
    --ranking) COMPREPLY=($(compgen -W $'full\nplain' -- "$word")); return ;;
    --prune=) COMPREPLY=($(compgen -W force -- "$word")); return ;;
    --sort)
        local orders=$'relevance\ndate\ndate-asc'
        [[ $command != kwic ]] || orders+=$'\nleft\nright\nmatch\n1L\n2L\n3L\n4L\n5L\n1R\n2R\n3R\n4R\n5R'
        COMPREPLY=($(compgen -W "$orders" -- "$word"))
        return
        ;;
    --scope) COMPREPLY=($(compgen -W $'article\npassage' -- "$word")); return ;;
    --measure) COMPREPLY=($(compgen -W $'logdice\nmi\nt\nll' -- "$word")); return ;;
    --by)
        local units=$'form\nstem'
        [[ $command != trend ]] || units=$'day\nweek\nmonth\nyear'
        COMPREPLY=($(compgen -W "$units" -- "$word"))
        return
        ;;
    --color | --hyperlink) COMPREPLY=($(compgen -W $'auto\nalways\nnever' -- "$word")); return ;;
    esac
    if [[ -z $field && $word != -* ]]; then
        case $command in
        show | similar | remove) field=article ;;
        index | watch | verify) COMPREPLY=($(compgen -f -- "$word")); return ;;
        esac
    fi
    if [[ -n $field ]]; then
        local value
        while read -r value; do
            COMPREPLY+=("$(printf %q "$value")")
        done < <("$program" complete --field "$field" -n 50 "${index[@]}" -- "$word" 2>/dev/null)
    elif [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$("$program" "$command" --help=options 2>/dev/null | cut -f1)" \
            -- "$word"))
    else
        COMPREPLY=($(compgen -f -- "$word"))
    fi
}
complete -F _fundstelle fundstelle
