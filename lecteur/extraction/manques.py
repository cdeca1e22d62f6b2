"""Ce que le texte annonce sans qu'on puisse le calculer : taux tu, volume à définir, renvoi, personnes sans heures."""

import re

from lecteur.extraction.constats import Incomprehension
from lecteur.extraction.grandeurs import grandeurs
from lecteur.extraction.zones import Bloc, Zone

_SANS_TAUX = re.compile(
    r"\b(?:un|le|du|en) (?:pourcentage|taux|quota)\b[^.;%\d]{0,60}(?:d'heures|des heures|heures"
    r"|temps de travail|main d')"
)
_A_DEFINIR = re.compile(
    r"(?:nombre|volume|quantite|quota)[^.;]{0,70}heures?[^.;]{0,110}(?:a definir|a preciser"
    r"|a determiner|a completer|(?:sera|seront) (?:\w+ )?(?:defini|fixe|precise|communique"
    r"|determine|arrete)\w*)|(?:[.…_]{3,}|\bx{2,}\b|\[[^\]\d]{0,40}\]) ?(?:heures|h\b)"
)
_RENVOI = re.compile(
    r"heures?[^.;]{0,90}(?:(?:precis|indiqu|mentionn|fix|defini|detaill|prevu|figur|contenu|stipul)\w*"
    r"|est contenu) (?:\w+ ){0,3}?(?:dans|a l'|au|en|aux|par) ?[^.;]{0,60}"
    r"(?:ccap|annexe|article|acte d'engagement|reglement|cahier|piece|documents?|ccp|\brc\b|\bae\b)"
)
_EN_EUROS = re.compile(r"heures[^.;]{0,60}=[^.;]{0,140}(?:€|cout|taux|montant)|= ?\(? ?montant")
_PERSONNES = re.compile(
    r"(?:embauch|recrut|emploi)\w*[^.;]{0,60}\b(?:\d+|une?|deux|trois|quatre"
    r"|cinq) (?:\(\d\) )?(?:personnes?|salaries?|jeunes?)"
    r"|\b(?:\d+|une?|deux|trois|quatre|cinq) (?:\(\d\) )?(?:personnes?|salaries?|jeunes?)[^.;]{0,70}(?:embauch|recrut)"
)
# Une règle sur une personne (sa durée, son départ) n'est pas un engagement d'en embaucher une.
_UNE_QUELCONQUE = re.compile(
    r"heures? (?:d'un|d'une|de chaque|de la) (?:meme )?(?:personne|salarie|jeune)|une meme personne"
    r"|(?:lorsqu|quand |si )'?(?:une|la) personne|pour chaque personne"
)
# (code, ce qu'on en dit, motif, motif qui l'écarte) : le premier qui convient est gardé pour la phrase.
_MANQUES = (
    (
        "formule_en_euros",
        "Les heures se calculent d'un montant et d'un coût horaire : le volume n'est pas dit.",
        _EN_EUROS,
        None,
    ),
    ("taux_absent", "Une part des heures est demandée sans que le taux soit dit.", _SANS_TAUX, None),
    ("volume_a_definir", "Le volume d'heures est annoncé mais reste à définir.", _A_DEFINIR, _RENVOI),
    ("renvoi", "Le volume d'heures est renvoyé à une autre pièce.", _RENVOI, None),
    (
        "personnes_sans_heures",
        "L'engagement est en personnes : leur nombre d'heures n'est pas dit.",
        _PERSONNES,
        _UNE_QUELCONQUE,
    ),
)


def lire_manques(blocs: list[Bloc]) -> list[Incomprehension]:
    """Les phrases de la clause qui annoncent un volume sans le donner."""
    sortie = []
    for bloc in blocs:
        if bloc.zone is Zone.DEHORS or bloc.niee:
            continue
        mesures = grandeurs(bloc.texte)
        for code, raison, motif, sauf in _MANQUES:
            chiffre = any(d.unite == "heure" for d in mesures.durees) or (mesures.taux and code != "formule_en_euros")
            if not chiffre and motif.search(bloc.texte) and not (sauf and sauf.search(bloc.texte)):
                sortie.append(Incomprehension(code, raison, bloc.passage()))
                break
    return sortie
