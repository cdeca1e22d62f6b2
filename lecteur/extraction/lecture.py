"""`extraire` : d'un texte à une `Lecture`. Chaque lecteur voit les mêmes phrases, situées une seule fois."""

import re

from lecteur.extraction import vocabulaire as v
from lecteur.extraction.articles import lire_articles, lire_criteres
from lecteur.extraction.constats import Lecture, Texte
from lecteur.extraction.deduites import formules_des_volumes
from lecteur.extraction.formules import lire_formules
from lecteur.extraction.heures import lire_volumes
from lecteur.extraction.manques import lire_manques
from lecteur.extraction.normalisation import replier
from lecteur.extraction.publics import lire_publics
from lecteur.extraction.rectificatifs import sans_le_remplace
from lecteur.extraction.reservations import lire_reservations
from lecteur.extraction.suites import lire_contacts, lire_modalites, lire_penalites, lire_transmissions
from lecteur.extraction.tableaux import lire_tableaux
from lecteur.extraction.tableaux_plats import lire_tableaux_plats
from lecteur.extraction.zones import Bloc, Zone, situer

# Sans l'un de ces morceaux, aucune phrase ne peut parler d'insertion : inutile d'aller plus loin.
_POSSIBLE = re.compile(v.AMORCE.pattern + r"|reserv|difficult|2113|2112|protege|penitent")


def extraire(texte: Texte) -> Lecture:
    """Les faits d'une pièce. N'invente rien : un texte qui ne parle pas d'insertion donne une lecture vide."""
    if not any(_POSSIBLE.search(replier(p.texte)) for p in texte.paragraphes):
        return Lecture()
    blocs = sans_le_remplace(situer(texte))
    (reservations, en_doute), criteres = lire_reservations(blocs), lire_criteres(blocs)
    parle = bool(reservations or criteres) or any(b.zone is Zone.DIRECTE or b.section for b in blocs)
    if not parle:
        niees = tuple(b.passage() for b in blocs if b.niee)
        return Lecture(niee=bool(niees), passages=niees, incomprehensions=tuple(en_doute))
    formules = lire_formules(blocs)
    lus, doutes = lire_volumes(blocs, formules.pris)
    des_tableaux = lire_tableaux(texte, blocs) or lire_tableaux_plats(texte, blocs)
    # Une rangée de tableau comprise par son en-tête prime sur la même rangée lue comme une phrase.
    rangees = {v.passage.paragraphe for v in des_tableaux}
    volumes = [v for v in lus if v.passage.paragraphe not in rangees] + des_tableaux
    return Lecture(
        parle_d_insertion=True,
        facultative=_facultative(blocs),
        passages=tuple(b.passage() for b in blocs if b.zone is Zone.DIRECTE),
        volumes=tuple(volumes),
        formules=(*formules.formules, *formules_des_volumes(volumes, formules.formules)),
        publics=tuple(lire_publics(blocs)),
        reservations=tuple(reservations),
        penalites=tuple(lire_penalites(blocs)),
        transmissions=tuple(lire_transmissions(blocs)),
        contacts=tuple(lire_contacts(blocs)),
        parts_main_oeuvre=tuple(formules.parts),
        modalites=tuple(lire_modalites(blocs)),
        criteres=tuple(criteres),
        articles=tuple(lire_articles(blocs)),
        incomprehensions=(
            *formules.incomprehensions,
            *lire_manques(blocs),
            *(d for d in doutes if d.passage.paragraphe not in rangees),
            *en_doute,
        ),
    )


def _facultative(blocs: list[Bloc]) -> bool:
    return any(b.zone is Zone.DIRECTE and v.FACULTATIF.search(b.texte) for b in blocs)
