"""Le bilan en PDF : une première page qui dit tout, puis les tableaux, puis la méthode et le sceau."""

import hashlib
import json
from pathlib import Path
from typing import Any

from clauses.fond.socle.pdf import produire_pdf
from clauses.fond.socle.valeurs import en_date, en_date_longue, en_heures, en_nombre, en_pourcent
from clauses.pilotage.bilans.bilan import Bilan
from clauses.pilotage.bilans.presentation import (
    cartes,
    cartes_des_personnes,
    phrase_des_masquees,
    tableau_de_repartition,
)
from regles.typographie import avec_unite, typographie

GABARIT = Path(__file__).parent / "documents" / "bilan.typ"


def en_pdf(bilan: Bilan) -> bytes:
    """Le document à remettre. Le sceau est l'empreinte des données imprimées : deux bilans identiques ont le
    même, un chiffre changé en donne un autre."""
    donnees = donnees_du_document(bilan)
    courbe = bilan.trajectoire.courbe
    donnees["sceau"] = hashlib.sha256(json.dumps(donnees, sort_keys=True, default=str).encode()).hexdigest()
    return produire_pdf(
        GABARIT,
        donnees,
        titre=f"Bilan de la clause sociale : {bilan.operation.nom}",
        extrait_le=bilan.jour,
        images={"courbe.svg": courbe.svg} if courbe else {},
        auteur=bilan.operation.porteuse.nom,
        entete=bilan.operation.nom,
    )


def donnees_du_document(bilan: Bilan) -> dict[str, Any]:
    """Ce que le gabarit imprime, déjà en français."""
    operation, courbe = bilan.operation, bilan.trajectoire.courbe
    return {
        "surtitre": typographie(f"Clause sociale d'insertion · {operation.donneur_d_ordre}"),
        "nom": operation.nom,
        "phrase": bilan.phrase,
        "chiffres": [_carte(carte) for carte in cartes(bilan, ouvre_les_lignes=False)],
        "personnes": [_carte(carte) for carte in cartes_des_personnes(bilan)],
        "commentaire": [p for p in operation.commentaire_bilan.split("\n") if p.strip()],
        "courbe": courbe is not None,
        "alternative": courbe.alternative if courbe else "",
        "prevision": bilan.trajectoire.prevision.motif,
        "lots": _lots(bilan),
        "repartitions": [
            tableau_de_repartition(r, lambda *_: "")
            for r in bilan.repartitions
            if r.dimension.code != "lot" and not r.est_toute_masquee
        ],
        "masquees": phrase_des_masquees(bilan.repartitions),
        "calculs": _calculs(bilan),
        "definitions": [{"nom": n, "valeur": v} for n, v in _identite(bilan)],
        "methode": _METHODE,
    }


def _carte(carte: Any) -> dict[str, str]:
    return {nom: getattr(carte, nom) for nom in ("titre", "valeur", "unite", "precision", "ton")}


def _lots(bilan: Bilan) -> dict[str, Any]:
    colonnes = [{"titre": "Lot", "largeur": 3}] + [
        {"titre": mot, "numerique": True, "largeur": 1}
        for mot in ("Engagement", "Exigible", "À décider", "Retenu", "Réalisé")
    ]
    lignes = [
        [
            str(f.lot),
            en_nombre(f.engagement),
            en_nombre(f.exigible or None),
            en_nombre(f.heures.a_decider),
            en_nombre(f.heures.retenu),
            en_pourcent(f.heures.retenu * 100 / f.engagement) if f.engagement else "—",
        ]
        for f in bilan.chiffres.lots
    ]
    c = bilan.chiffres
    taux = en_pourcent(c.realisation.valeur) if c.realisation.valeur is not None else "—"
    total = [
        "Total",
        en_nombre(c.engagement),
        en_nombre(c.exigible or None),
        en_nombre(c.a_decider),
        en_nombre(c.retenu),
        taux,
    ]
    return {"colonnes": colonnes, "lignes": lignes, "total": total}


def _calculs(bilan: Bilan) -> list[dict[str, Any]]:
    """Pour chaque lot : la clause en mots, et le calcul de l'engagement."""
    resultat = []
    for fiche in bilan.chiffres.lots:
        if fiche.obligation is None:
            continue
        decision = fiche.obligation.engagement
        resultat.append(
            {
                "lot": fiche.obligation.nom,
                "phrase": "" if fiche.obligation.phrase == decision.motif else fiche.obligation.phrase,
                "chiffre": en_heures(decision.valeur) if decision.valeur is not None else "ce chiffre manque",
                "motif": decision.motif,
                "lignes": [
                    {
                        "libelle": ligne.libelle,
                        "calcul": f"({ligne.calcul})" if ligne.calcul else "",
                        "resultat": avec_unite(ligne.valeur, ligne.unite),
                    }
                    for ligne in decision.detail
                ],
                "sources": [reference.en_mots() for reference in decision.references],
            }
        )
    return resultat


def _identite(bilan: Bilan) -> list[tuple[str, str]]:
    operation, du = bilan.operation, bilan.chiffres.du
    suivi = f"{operation.facilitateur}, {operation.porteuse.nom}" if operation.facilitateur else operation.porteuse.nom
    periode = f"du {en_date_longue(du.debut)} au {en_date_longue(du.fin)}" if du.debut and du.fin else "à compléter"
    lignes = [
        ("Opération", operation.nom),
        ("Donneur d'ordre", str(operation.donneur_d_ordre)),
        ("Suivie par", suivi),
        ("Période", periode),
        ("Extraction", en_date(bilan.jour)),
        ("Équivalent temps plein", f"{en_nombre(bilan.heures_par_etp)} heures par an"),
    ]
    if operation.programme:
        lignes.insert(1, ("Programme", operation.programme.nom))
    return [(typographie(nom), typographie(valeur)) for nom, valeur in lignes]


_METHODE = [
    typographie(phrase)
    for phrase in (
        "Engagement : les heures dues à la fin, telles qu'on les connaît à la date d'extraction. Exigible : les "
        "heures dues à cette date selon la formule de la clause. Attendu : où en serait la courbe prévue. À décider : "
        "les heures déclarées qui attendent une décision, à valider ou à corriger. Retenu : les heures validées par "
        "le facilitateur, qui seules comptent.",
        "Les pourcentages se calculent sur l'engagement ; ils ne sont jamais plafonnés.",
        "Les cases de moins de cinq personnes qui disent ce qu'est une personne ou son contrat (sexe, âge, public, "
        "quartier, niveau, type de contrat, sortie) sont masquées, et avec elles la plus petite des autres quand une "
        "seule l'aurait été. Par attributaire et par modalité, les heures sont celles d'une entreprise et se lisent ; "
        "les nombres de personnes et de contrats y sont tus de la même façon.",
        "Se tait aussi une case qui, ôtée d'une autre ou du total, laisserait moins de cinq personnes. Un mois de "
        "moins de cinq personnes ne se lit pas à part : la courbe le réunit à d'autres, et à tous s'il le faut ; "
        "ce total est celui de l'entreprise.",
        "Une personne peut relever de plusieurs publics : la somme des publics dépasse alors le total. Elle peut aussi "
        "avoir travaillé pour deux attributaires, ou sous deux contrats ou modalités : elle compte dans chaque ligne, "
        "et une fois dans le total.",
    )
]
