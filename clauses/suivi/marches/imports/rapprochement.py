"""Le marché de la base que désigne une publication : par son identifiant, son lot, ou son numéro sans l'ordre.

L'arrêté du 14 avril 2017 fait du numéro : l'année, le numéro interne, puis deux chiffres d'ordre de modification. La
publication 01 d'un marché publié 00 en est donc l'avenant, et non un second marché.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from clauses.fond.socle.valeurs import cle_de_texte
from clauses.suivi.marches.decp import Avis
from clauses.suivi.marches.decp.lots import empreinte, lots_dits
from clauses.suivi.marches.imports.instantane import Instantane, siren
from clauses.suivi.marches.models import Marche

_NUMERO_2017 = re.compile(r"^((?:19|20)\d{2}\w{1,10})(\d{2})$")
_ORDRES = 10  # au-delà de dix modifications, on ne cherche plus que les précédentes


@dataclass(frozen=True)
class Rapproche:
    """`avis` sous l'identifiant du marché connu, s'il y en a un. `remarque` : un voisin qui pourrait être le même."""

    avis: Avis
    marche: Marche | None = None
    avant: Instantane | None = None
    remarque: str = ""


def voisins(avis: Avis) -> list[str]:
    """Les identifiants du même numéro sous un autre ordre, du plus proche au plus lointain."""
    trouve = _NUMERO_2017.match(avis.id)
    if trouve is None or avis.uid_commun:
        return []
    ordre = int(trouve[2])
    autres = sorted(set(range(max(_ORDRES, ordre))) - {ordre}, key=lambda n: abs(n - ordre))
    return [f"{avis.acheteur_siret}{trouve[1]}{n:02}" for n in autres]


class Connus:
    """Les marchés d'une porteuse qu'un paquet de publications pourrait désigner. Une requête."""

    def __init__(self, porteuse_id: UUID) -> None:
        self.porteuse_id = porteuse_id
        self.marches: list[Marche] = []
        self._par_uid: dict[str, Marche] = {}
        self._par_numero: dict[tuple[str, str], list[Marche]] = {}

    def charger(self, avis: Iterable[Avis]) -> None:
        uids = {u for a in avis for u in (a.uid, *voisins(a))}
        numeros = {a.id[:60] for a in avis}
        publies = Q(uid_decp__in=uids) | Q(reference__in=numeros) & ~Q(uid_decp="")
        marches = Marche.objects.filter(publies, porteuse_id=self.porteuse_id).select_related("operation")
        self.marches = list(marches.order_by("pk"))
        self._par_uid = {m.uid_decp: m for m in self.marches}
        self._par_numero = {}
        for marche in self.marches:
            self._par_numero.setdefault((marche.uid_decp[:14], marche.reference), []).append(marche)

    def trouver(self, avis: Avis, vus: Mapping[str, Instantane]) -> Rapproche:
        """`vus` : ce que l'aperçu a déjà lu dans le fichier, faute de l'écrire."""
        avis = self._sous_son_lot(avis)
        avant = vus.get(avis.uid)
        if (marche := self._du_meme_numero(avis)) is not None:
            return Rapproche(replace(avis, uid=marche.uid_decp), marche, avant or marche.donnees_decp)
        if avant is not None:
            return Rapproche(avis, None, avant)
        return self._par_l_ordre(avis, vus)

    def _sous_son_lot(self, avis: Avis) -> Avis:
        """Sous un numéro déjà pris par un autre lot, le marché garde son identifiant et le dit de son lot."""
        connu = self._par_uid.get(avis.uid)
        if connu is None or avis.uid_commun or not _est_un_autre_lot(avis, connu):
            return avis
        if not (lots := lots_dits(avis.objet)):
            return replace(avis, uid=avis.uid + empreinte(avis.objet), uid_commun=avis.uid)
        suite = "_".join(sorted(lots, key=lambda lot: (len(lot), lot)))
        return replace(avis, uid=f"{avis.uid}_lot_{suite}", uid_commun=avis.uid, lot=", ".join(sorted(lots)))

    def _du_meme_numero(self, avis: Avis) -> Marche | None:
        """Celui de cet identifiant ; à défaut, du même numéro et du même objet, publié seul ou avec ses lots."""
        if avis.uid in self._par_uid:
            return self._par_uid[avis.uid]
        memes = self._par_numero.get((avis.acheteur_siret, avis.id[:60]), [])
        return next((m for m in memes if _meme_objet(avis.objet, m.donnees_decp.get("objet", m.objet))), None)

    def _par_l_ordre(self, avis: Avis, vus: Mapping[str, Instantane]) -> Rapproche:
        for uid in voisins(avis):
            marche = self._par_uid.get(uid)
            avant = vus.get(uid) or (marche.donnees_decp if marche else None)
            if not avant or not _se_ressemblent(avis, avant):
                continue
            if _se_suivent(int(uid[-2:]), avant["modifications"], int(avis.id[-2:]), avis.modifications):
                est_avenant = int(uid[-2:]) < int(avis.id[-2:])
                sien = replace(avis, uid=uid)
                return Rapproche(_comme_un_avenant(sien, avant) if est_avenant else sien, marche, avant)
            numero = uid.removeprefix(avis.acheteur_siret)
            remarque = f"Même acheteur, même objet, même titulaire que le n° {numero}, de numéro voisin : à vérifier."
            return Rapproche(avis, remarque=remarque)
        return Rapproche(avis)


def _se_suivent(connu: int, deja: Sequence[object], ordre: int, publiees: Sequence[object]) -> bool:
    """Deux ordres d'un même marché : le plus haut compte autant de modifications que son ordre le dit.

    Deux lots numérotés de suite, gagnés par la même entreprise, n'en ont pas.
    """
    if connu < ordre:
        return len(publiees) == ordre and len(deja) >= connu
    return len(deja) == connu and len(publiees) == ordre


def _est_un_autre_lot(avis: Avis, connu: Marche) -> bool:
    """Deux lots différents ; ou un lot et un objet qui n'en dit pas, à des entreprises différentes, comme `separer`."""
    lots, autres = lots_dits(avis.objet), lots_dits(connu.objet)
    if lots and autres:
        return not lots & autres
    entreprises = {siren([t.type_identifiant, t.identifiant]) for t in avis.titulaires}
    siennes = {siren(cle) for cle in connu.donnees_decp.get("titulaires", [])}
    se_contredisent = entreprises and siennes and not entreprises & siennes
    # Un avenant peut changer le titulaire.
    return bool((lots or autres) and se_contredisent and not avis.modifications)


def _meme_objet(un: str, autre: str) -> bool:
    """Le même texte, ou les mêmes lots : sous un même numéro, l'un ou l'autre suffit."""
    lots = lots_dits(un)
    return cle_de_texte(un[:1000]) == cle_de_texte(autre) or bool(lots and lots == lots_dits(autre))


def _se_ressemblent(avis: Avis, avant: Instantane) -> bool:
    """Même objet, et une entreprise en commun (à l'établissement près)."""
    sirens = {siren([t.type_identifiant, t.identifiant]) for t in avis.titulaires}
    autres = {siren(cle) for cle in avant["titulaires"]}
    return cle_de_texte(avis.objet[:1000]) == cle_de_texte(avant["objet"]) and bool(sirens & autres or sirens == autres)


def _comme_un_avenant(avis: Avis, avant: Instantane) -> Avis:
    """Republié entier à chaque modification : montant et durée d'origine sont ceux de la première publication."""
    *premieres, derniere = avis.modifications
    if derniere.montant_ht is None and avis.montant_ht is not None:
        derniere = replace(derniere, montant_ht=avis.montant_ht)
    return replace(
        avis,
        modifications=(*premieres, derniere),
        montant_initial_ht=Decimal(avant["montant_ht"]) if avant["montant_ht"] is not None else avis.montant_initial_ht,
        duree_initiale_mois=avant["duree_mois"] or avis.duree_initiale_mois,
        date_notification=_jour(avant) or avis.date_notification,
    )


def _jour(avant: Instantane) -> date | None:
    return date.fromisoformat(avant["date_notification"]) if avant["date_notification"] else None
