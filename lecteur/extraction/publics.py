"""Les publics éligibles : de la tournure au code de `regles.publics.CRITERES`."""

import re

from lecteur.extraction.constats import PublicLu
from lecteur.extraction.portees import citer
from lecteur.extraction.publics_motifs import COMPILES, PERSONNES
from lecteur.extraction.zones import Bloc, Zone, est_en_liste

# Ce que le motif attrape sans que ce soit un public de la clause.
_HORS_SUJET = re.compile(
    r"declaration sur l'honneur|attestation[^.;]{0,60}(?:l\.? ?5212|obligation d'emploi)"
    r"|respect[^.;]{0,40}obligation d'emploi|(?:satisf|regularite|en regle"
    r"|soumis)[^.;]{0,60}obligation"
    r"|l\.? ?5212-1 a|penalite|cotisations?|salaires? de retard|accessibilite|personnes? a mobilite reduite"
)
_RESERVE = re.compile(
    r"reserv\w+[^.;]{0,60}(?:a|aux|au) (?:des |une |l[ae]s? )?(?:entreprises?|structures?"
    r"|etablissement|operateurs?|programmes?|organismes?|ateliers?|siae|esat|ea\b|centres?)|l\.? ?2113-1[2-5]"
    r"|proportion minimale|structures? equivalentes?|plus de 50 ?%"
)
_PRESCRIPTEUR = re.compile(
    r"(?:contact|s'adresser|aupres|conseil|aide|appui|partenaire|prescript|rapproch|par(?![a-z])|orient"
    r"|solliciter|saisir)\w*[^.;]{0,50}$"
)
# Un sigle d'organisme nomme aussi celui qui accompagne : il ne vaut public que si la phrase parle de personnes.
_STRUCTURES = {"iae", "geiq", "regie", "secteur_adapte"}
_ORGANISMES = {"plie", "jeune_suivi", "geiq", "regie", "iae", "epide_e2c"}
# Une modalité (« recourir à un GEIQ, à des salariés mis à disposition par une ETTI ») n'est pas un public.
_MODALITE = re.compile(
    r"\brecour(?:s|ir|t|ra)\b|sous-trait|co-?trait|f(?:ai(?:t|re|sant)|era) appel|modalites?\b"
    r"|\bsoit\b[^.;]{0,80}\bsoit\b"
    r"|s'adresser a|par l'intermediaire|par le biais"
    r"|recrute\w* directement|embauches? directes?|confi(?:er|e|ee)\b|achat de prestation"
    r"|mises? a disposition (?:de|du) (?:personnels?|salaries)"
)
# Une phrase qui n'a que l'héritage de la clause nomme des publics si elle le dit, ou si une liste l'annonce.
_ANNONCE_UNE_LISTE = re.compile(r"publics?\b|beneficiaires?\b|eligib|eloign|difficult|suivant(?:e?s)? ?:?\W*$|:\W*$")
_DIT_LES_PUBLICS = re.compile(
    r"publics?\b|beneficiaires?\b|eligib|eloign|difficult|heures?\b|recrut|embauch|reserv"
    r"|\bpour des (?:personnes|jeunes)"
    r"|benefici\w+ aux?\b|concernee?s\b|visee?s\b|profit|emploi de\b|issue?s? d|\bretenue?s? (?:l[ea]s|des)\b"
    r"|\b(?:categories?|profils?)\b|\b(?:sont|seront) (?:acceptee?s?|admise?s?)\b"
    r"|^\W*(?:elles?|ils?|cel(?:le|ui)(?:s)?-ci|(?:l[ea]s?|cette|ces?) (?:clause|dispositif|action"
    r"|mesure|heures|emplois|postes)s?)\b"
    r"[^.;]{0,60}\b(?:s'adress|destin|vis(?:e|ent|era|eront)\b|reserv|ouvert)"
)
_ANNONCE_DES_PUBLICS = re.compile(
    r"publics? (?:vis|concern|elig|cibl|priorit|de la clause|suivant|:)|^\W*publics?\b|eligib"
    r"|beneficiaires? (?:de la clause|:)|sont concerne"
)
_LIEU = re.compile(
    r"heberge\w* (?:au|par|a la|dans|chez)|locaux\b|permanence|siege\b|adress|accueil\w* (?:au|dans)|facilitat"
    r"|charge\w* de (?:mission|la clause)"
    r"|port[ee]e?s? par"
    r"|valid|verifi|control|propos|orient|prescri|selectionn|pilot|coordon|anim[ee]|interlocut|contact|guichet|transmi|telephone|courriel"
)
_SUIVIS_PAR = re.compile(
    r"\b(?:participants?|publics?|personnes?|beneficiaires?|jeunes?|demandeurs?|suivie?s?|inscrite?s?|accompagnee?s?"
    r"|adherents?|salaries?)\b[^.;:]{0,45}$"
)
_AGIT = re.compile(  # « le PLIE (…) accompagne les titulaires »
    r"^ ?(?:\([^)]{0,80}\))?[^.;,:]{0,45}\b(?:accompagn|anim|assur|suit\b|suivr|met\b|mettra|peut\b|pourra|est charge"
    r"|aide\b|aidera|interv|conseill|recoit|organis|tient)"
)
# « La régie de quartier et le GEIQ sont des partenaires possibles » : l'organisme est le sujet, non ceux qu'il suit.
_EST_LE_SUJET = re.compile(
    r"^(?![^.;:]*(?:eligib|concern|visee?s\b|priorit))[^.;:]{0,140}\b(?:est|sont|sera|seront|peut|peuvent|pourra|pourront)\b"
)
_NOMME_DES_GENS = re.compile(rf"\b{PERSONNES}\b|eligib|concern|participants?|stagiaires?|demandeurs?|usagers?|:")
# « Le maître d'ouvrage, accompagné par le PLIE et la mission locale, … » : ils aident un acheteur, un titulaire.
_AIDE_PAR = re.compile(
    r"\b(?:maitre d'ouvrage|maitrise d'ouvrage|acheteur|pouvoir adjudicateur|donneur d'ordres?|collectivite|commune"
    r"|ville|departement|metropole|region|bailleur|syndicat|communaute|titulaire|attributaire|entreprise|groupement"
    r"|societe|prestataire|candidat|operation|projet|demarche|clause|marche|dispositif|execution|mise en oeuvre|action"
    rf")s?\b(?:(?!{PERSONNES}|participants?|demandeurs?|candidats? )[^.;:]){{0,70}}"
    r"\b(?:accompagn|suivi|assist|conseil|aid|appuy|epaul|second|coordonn|pilot|port|anim)\w*"
    rf"(?:(?: \w+)? (?:de|du)|(?:(?!{PERSONNES})[^.;:]){{0,50}} par)\b[^.;:]*$"
)
_EN_LISTE = re.compile(r"(?:^|[,;:/(-]|\bet|\bou) ?(?:(?:l[ea]s?|d[eu]s?|l'|du) ?)?(?:suivi\w* )?$")
_NON_ELIGIBLES = re.compile(
    r"\b(?:ne|n')[^.;]{0,60}\b(?:pas|plus|aucun\w*|peuvent|pourront|sauraient)\b(?![^.;]{0,60}\bque\b)[^.;]{0,40}"
    r"(?:eligib|concern|visee?s|retenu|prise?s? en compte|comptabilis|consider|admis|recevab|relev)"
    r"|\b(?:est|sont|seront|sera) (?:\w+ )?(?:exclu|ecart|ineligib)|non[- ]eligib|ineligib|\bni\b[^.;]{0,80}\bni\b"
)
# « Les publics d'alors (RSA, QPV) ne sont pas repris : seuls comptent désormais… » : ce qui suit les deux points reste.
_ABANDONNES = re.compile(
    r"[^.;:]*\b(?:ne|n')[^.;:]{0,40}\b(?:pas|plus|aucun\w*)\b[^.;:]{0,25}"
    r"\b(?:repri|mainten|reconduit|conserv|retenu|vise|compte|eligib|concern|admis)\w*[^.;:]*(?=:)"
)
# « Le marché précédent visait les bénéficiaires du RSA » : celui-ci ne les dit pas.
_PASSE = re.compile(
    r"\b(?:marche|contrat)s? (?:precedent|sortant|anterieur)|\b(?:precedent|ancien)s? (?:marche|contrat)"
)
_PASSE_REPRIS = re.compile(r"\bcomme\b|contrairement|difference|\brest|identique|meme|reconduit|repris|outre|inchang")
_HORMIS = re.compile(
    r"\b(?:a l'exception|a l'exclusion|hormis|sauf|excepte\w*)\b(?: de)? ce(?:ux|lles)\b[^.;:),]*"
    r"|\b(?:a l'exception|a l'exclusion|hormis|sauf|excepte\w*)\b(?!(?: de)? ce(?:ux|lles)\b)[^.;:)]*"
    r"|(?<=\b(?:locale|emploi)), qui (?:suit|accompagn\w+|aide|orient\w+|accueill\w+|conseill\w+)\b[^.;:,)]*"
    rf"|\bhors (?:les |des |l[ae] )?(?:{PERSONNES}|demandeurs?|allocataires?|habitants?|seniors?|detenus?|refugie)"
    r"[^.;:)]*"
)
# « jeune sans qualification de moins de 26 ans », « jeune sans diplôme (18-25 ans) » : son âge est dit après.
_LEUR_AGE = re.compile(
    r"(?:,?(?:(?!\b(?:et|ou|jeunes?)\b)[^.;,:]){0,30}?\(?\b(?:ages? de |agee?s? de )?(?:moins de "
    r"|- ?de |1[68] ?(?:a|-) ?)(?:2[56]|30) ans\)?)?"
)
_JEUNES_PRECIS = {"jeune_sans_qualification", "jeune_outre_mer"}
# « L'entreprise s'appuie sur la mission locale, le PLIE et l'E2C » : des partenaires, non des publics.
_PARTENAIRE = re.compile(
    r"\b(?:s'appu\w+|en lien|en relation|partena\w+|collabor\w+|concert\w+|mobilis\w+|sollicit\w+|rapproch\w+"
    r"|coordin\w+|coordonn\w+|contact\w*|aide|appui|concours|soutien|associ\w+|inform\w+|transm\w+|aupres|saisi\w*|consult\w+"
    r"|conseil\w*|identifi\w+|repere\w*|organismes?|acteurs?|relais)\b[^.;:]*$"
)
# « Le chantier est situé en quartier prioritaire » : un lieu, si la phrase ne parle pas de ses habitants.
_LIEUX = {"qpv", "zfrr"}
_DES_HABITANTS = re.compile(
    rf"(?:{PERSONNES}|habitant\w*|resid\w+|demandeurs?|issue?s?|domicili\w+|riverains?|population\w*"
    r"|jeunes?|femmes?|hommes?|gens|public)\b[^.;]{0,100}$|^\W*$"
)
# Ce que le marché achète, non ce que la clause demande.
_OBJET_ACHETE = re.compile(
    r"\b(?:prestations?|services?|marche)\b[^.;]{0,40}(?:s'adress|destin|a destination|au profit|pour objet|accueil)"
    r"|\b(?:accueil|hebergement|accompagnement social|prise en charge|transport|restauration) (?:de|des|d'|du)\b"
)
_RANGS_DE_L_ANNONCE = 6  # phrases, avant, où les publics peuvent être annoncés
_GENS = re.compile(
    rf"{PERSONNES}|participants?|demandeurs?|suivis?\b|accompagn|inscrit|allocataires?|usagers?"
    rf"|sortants?|stagiaires?|^\W*(?:le|la|les|l')? ?\w+ ?$"
)


def lire_publics(blocs: list[Bloc]) -> list[PublicLu]:
    """Chaque public nommé dans une zone d'insertion, une fois par code (son premier passage)."""
    trouves: dict[str, PublicLu] = {}
    for rang, bloc in enumerate(blocs):
        if bloc.zone is Zone.DEHORS or bloc.niee or _HORS_SUJET.search(bloc.texte) or _RESERVE.search(bloc.texte):
            continue
        if bloc.zone is Zone.HERITEE and not _est_de_la_clause(rang, blocs):
            continue
        texte = _sans_les_exclus(bloc.texte)
        for code, motif in COMPILES:
            lu = motif.search(texte)
            if lu and _designe_des_gens(code, bloc, lu):
                trouves.setdefault(code, PublicLu(code, citer(bloc, lu.start(), lu.end())))
            if lu and code in _JEUNES_PRECIS:  # n'est ni tout jeune, ni tout peu qualifié
                fin = _LEUR_AGE.match(texte, lu.end()).end()
                texte = texte[: lu.start()] + "_" * (fin - lu.start()) + texte[fin:]
    return list(trouves.values())


def _sans_les_exclus(texte: str) -> str:
    """La phrase, ceux qu'elle écarte effacés : rien de ce qui n'est pas éligible n'est un public."""
    texte = _ABANDONNES.sub(lambda lu: " " * len(lu[0]), texte)
    if _NON_ELIGIBLES.search(texte) or (_PASSE.search(texte) and not _PASSE_REPRIS.search(texte)):
        return " " * len(texte)
    return _HORMIS.sub(lambda lu: " " * len(lu[0]), texte)


def _est_de_la_clause(rang: int, blocs: list[Bloc]) -> bool:
    """Une phrase qui ne parle pas d'insertion elle-même nomme des publics si elle, ou celles d'avant, les annoncent."""
    bloc = blocs[rang]
    if _OBJET_ACHETE.search(bloc.texte) and not bloc.section:
        return False
    if bloc.section or (_DIT_LES_PUBLICS.search(bloc.texte) and not _RESERVE.search(bloc.texte)):
        return True
    while rang and est_en_liste(blocs[rang].paragraphe.texte):
        rang -= 1  # jusqu'à ce qui annonce la liste, aussi longue soit-elle
    avant = [b for b in blocs[max(0, rang - _RANGS_DE_L_ANNONCE) : rang + 1] if not _RESERVE.search(b.texte)]
    return any(b.zone is not Zone.DEHORS and _ANNONCE_UNE_LISTE.search(b.texte) for b in avant)


def _designe_des_gens(code: str, bloc: Bloc, lu: re.Match[str]) -> bool:
    origine = bloc.paragraphe.texte[bloc.debut + lu.start() : bloc.debut + lu.end()]
    if len(origine) <= 5 and origine.isalpha() and not origine[0].isupper():
        return False  # un sigle s'écrit en capitales : « ASE », non « ase »
    avant = bloc.texte[: lu.start()]
    if code in _STRUCTURES and _MODALITE.search(bloc.texte) and not _ANNONCE_DES_PUBLICS.search(bloc.texte):
        return False
    if code in _LIEUX:
        return bool(_DES_HABITANTS.search(avant))
    if code not in _ORGANISMES:
        return True
    return _suit_des_gens(code, bloc.texte, lu)


def _suit_des_gens(code: str, texte: str, lu: re.Match[str]) -> bool:
    """L'organisme est nommé pour ceux qu'il suit, non parce qu'il héberge, oriente ou aide l'entreprise."""
    avant, apres = texte[: lu.start()], texte[lu.end() :]
    nomme_l_organisme = code == "plie" or "locale" in lu[0]
    agit = _PARTENAIRE.search(avant) or (nomme_l_organisme and _AGIT.match(apres))
    if _EST_LE_SUJET.match(apres) and not _NOMME_DES_GENS.search(avant):
        return False
    if _AIDE_PAR.search(avant) or (agit and not _SUIVIS_PAR.search(avant)):
        return False
    if nomme_l_organisme and (not _SUIVIS_PAR.search(avant) or _LIEU.search(avant[-45:])):
        return bool(_EN_LISTE.search(avant) and not _LIEU.search(texte) and not _PRESCRIPTEUR.search(avant))
    if code != "iae" and _PRESCRIPTEUR.search(avant):
        return bool(_SUIVIS_PAR.search(avant))
    return bool(_GENS.search(texte))
