# Completions for fish: commands, options, sections, authors, sources and article ids.
function __fundstelle_index
    set -l words (commandline -opc)
    for i in (seq (count $words))
        if contains -- $words[$i] -i --index; and test $i -lt (count $words)
            printf '%s\n' -i $words[(math $i + 1)]
        end
    end
end
function __fundstelle_names
    fundstelle complete --field $argv[1] -n 50 (__fundstelle_index) -- (commandline -ct) 2>/dev/null
end
function __fundstelle_options
    set -l words (commandline -opc)
    test (count $words) -ge 2; or return
    fundstelle $words[2] --help=options 2>/dev/null | string replace -r '\t[^\t]*\t' '\t'
end
complete -c fundstelle -n __fish_use_subcommand -f -a '(fundstelle --help=commands)'
complete -c fundstelle -n 'not __fish_use_subcommand; and string match -q -- "-*" (commandline -ct)' \
    -f -a '(__fundstelle_options)'
complete -c fundstelle -n '__fish_seen_subcommand_from kwic' -l sort -x \
    -a 'relevance date date-asc left right match 1L 2L 3L 4L 5L 1R 2R 3R 4R 5R'
complete -c fundstelle -n '__fish_seen_subcommand_from search' -l scope -x -a 'article passage'
complete -c fundstelle -n '__fish_seen_subcommand_from collocates' -l measure -x -a 'logdice mi t ll'
complete -c fundstelle -n '__fish_seen_subcommand_from words ngrams collocates' -l by -x -a 'form stem'
complete -c fundstelle -n '__fish_seen_subcommand_from trend' -l by -x -a 'day week month year'
complete -c fundstelle -n '__fish_seen_subcommand_from search' -l format -x -a 'text json csv trec'
complete -c fundstelle -n '__fish_seen_subcommand_from trend' -l format -x -a 'text csv tsv json svg'
complete -c fundstelle -n '__fish_seen_subcommand_from kwic words ngrams collocates' -l format -x -a 'text csv tsv json'
complete -c fundstelle -n '__fish_seen_subcommand_from index watch' -l format -x \
    -a '(fundstelle formats --json 2>/dev/null | string replace -rf \'.*"format":"([^"]*)".*\' \'$1\')'
complete -c fundstelle -n '__fish_seen_subcommand_from search' -l sort -x -a 'relevance date date-asc'
complete -c fundstelle -l date-from -x -a 'path mtime'
complete -c fundstelle -l duplicates -x -a 'hide show'
complete -c fundstelle -l ranking -x -a 'full plain'
complete -c fundstelle -l color -x -a 'auto always never'
complete -c fundstelle -l hyperlink -x -a 'auto always never'
complete -c fundstelle -l section -x -a '(__fundstelle_names section)'
complete -c fundstelle -l author -x -a '(__fundstelle_names author)'
complete -c fundstelle -l source -x -a '(__fundstelle_names source)'
complete -c fundstelle -n '__fish_seen_subcommand_from show similar remove' -f \
    -a '(__fundstelle_names article)'
